import { Inject, Injectable } from '@nestjs/common';
import { DataKeyRepository } from './data-key.repository.js';
import { ENCRYPTION_OPTIONS, type EncryptionModuleOptions } from './encryption.options.js';

export interface MasterKeyStatus {
  readonly name: string;
  /** `first`: wraps new data keys; `kept`: opens what it has wrapped; `missing`: what it has wrapped cannot be read. */
  readonly state: 'first' | 'kept' | 'missing';
  /** How many data keys it wraps. */
  readonly dataKeys: number;
}

/** Which master keys are in use, and whether they are all there. */
@Injectable()
export class KeyStatusService {
  constructor(
    @Inject(ENCRYPTION_OPTIONS) private readonly options: EncryptionModuleOptions,
    private readonly dataKeys: DataKeyRepository,
  ) {}

  /** A key of the right name that does not open what it is said to have wrapped is another key, and so a missing one. */
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
