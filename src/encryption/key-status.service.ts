import { Inject, Injectable } from '@nestjs/common';
import { DataKeyRepository } from './data-key.repository.js';
import { ENCRYPTION_OPTIONS, type EncryptionModuleOptions } from './encryption.options.js';

export interface MasterKeyStatus {
  readonly name: string;
  /**
   * `first`: wraps new data keys; `kept`: unwraps older data keys; `missing`: needed for existing data keys, but not
   * configured.
   */
  readonly state: 'first' | 'kept' | 'missing';
  /** Number of data keys that it wraps. */
  readonly dataKeys: number;
}

/** Reports which master keys are in use, and which of them are missing. */
@Injectable()
export class KeyStatusService {
  constructor(
    @Inject(ENCRYPTION_OPTIONS) private readonly options: EncryptionModuleOptions,
    private readonly dataKeys: DataKeyRepository,
  ) {}

  /**
   * Lists all configured and used master keys. A key that cannot unwrap the data keys of its name counts as missing.
   */
  async list(): Promise<MasterKeyStatus[]> {
    const { masterKeys } = this.options;
    const counts = await this.dataKeys.countByMasterKey();
    const names = new Set([...(masterKeys?.names ?? []), ...counts.keys()]);
    const list: MasterKeyStatus[] = [];
    for (const name of names) {
      const [sample] = counts.has(name) ? await this.dataKeys.findWrappedBy([name], null, 1) : [];
      const isHere = masterKeys?.names.includes(name) && (!sample || masterKeys.unwrap(sample) !== null);
      const state = !isHere ? 'missing' : name === masterKeys?.first.name ? 'first' : 'kept';
      list.push({ name, state, dataKeys: counts.get(name) ?? 0 });
    }
    return list;
  }
}
