import { Inject, Injectable } from '@nestjs/common';
import { type Log, Logs, type MayGoOn, type PeriodicJob, PeriodicJobs } from '../common/index.js';
import { LeaseRepository, UnitOfWork } from '../database/index.js';
import { DataKeyRepository } from './data-key.repository.js';
import { ENCRYPTION_OPTIONS, type EncryptionModuleOptions } from './encryption.options.js';
import type { MasterKeys } from './master-keys.js';

/** How often somebody looks whether keys are still wrapped by an older master key, in milliseconds. */
const EVERY_MS = 30_000;
/** After this long without a sign of life another process goes on, in milliseconds. */
const LEASE_MS = 30_000;
/** How many keys one short transaction wraps anew. */
const AT_ONCE = 200;

/** Wraps the data keys anew when another master key has become the first, while everything goes on. */
@Injectable()
export class KeyRotationService {
  private readonly logger: Log;
  private readonly masterKeys: MasterKeys | undefined;
  private readonly rotation: PeriodicJob;

  constructor(
    @Inject(ENCRYPTION_OPTIONS) { masterKeys }: EncryptionModuleOptions,
    private readonly dataKeys: DataKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    leases: LeaseRepository,
    jobs: PeriodicJobs,
    logs: Logs,
  ) {
    this.logger = logs.of(KeyRotationService);
    this.masterKeys = masterKeys;
    this.rotation = jobs.add({
      name: 'key-rotation',
      everyMs: EVERY_MS,
      work: (mayGoOn) => this.rotate(mayGoOn),
      lease: { store: leases, forMs: LEASE_MS },
      isOn: masterKeys !== undefined && masterKeys.others.length > 0,
    });
  }

  /** Wraps all of them, unless another process is at it. What an unknown key has wrapped is left alone. */
  round(): Promise<void> {
    return this.rotation.run();
  }

  private async rotate(mayGoOn: MayGoOn): Promise<void> {
    const { masterKeys } = this;
    if (!masterKeys) return;
    let after: string | null = null;
    do {
      after = await this.someAfter(masterKeys, after, mayGoOn);
    } while (after !== null);
  }

  /** @returns from where to go on; `null` when nothing is left, or another process is at it */
  private async someAfter(masterKeys: MasterKeys, after: string | null, mayGoOn: MayGoOn): Promise<string | null> {
    const rows = await this.dataKeys.findWrappedBy(masterKeys.others, after, AT_ONCE);
    const last = rows.at(-1);
    if (last === undefined || !(await mayGoOn())) return null;
    await this.unitOfWork.run(async () => {
      for (const row of rows) {
        const secret = masterKeys.unwrap(row);
        if (secret) await this.dataKeys.rewrap(row, masterKeys.wrap(secret, row));
        else this.logger.warn(`the data key ${row.id} does not open by the master key ${row.masterKey}`);
      }
    });
    this.logger.log(`${rows.length} data keys looked at, to be wrapped by the master key ${masterKeys.first.name}`);
    return last.id;
  }
}
