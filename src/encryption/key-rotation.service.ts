import { Inject, Injectable } from '@nestjs/common';
import { type Log, Logs, type MayContinue, type PeriodicJob, PeriodicJobs } from '../common/index.js';
import { LeaseRepository, UnitOfWork } from '../database/index.js';
import { DataKeyRepository } from './data-key.repository.js';
import { ENCRYPTION_OPTIONS, type EncryptionModuleOptions } from './encryption.options.js';
import type { MasterKeys } from './master-keys.js';

/** Interval between runs, in milliseconds. */
const EVERY_MS = 30_000;
/** Lifetime of the lease, in milliseconds. If the process dies, another takes over after this time. */
const LEASE_MS = 30_000;
/** Number of keys that one transaction rewraps. */
const AT_ONCE = 200;

/** Rewraps data keys in the background after the first master key has changed. */
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
      work: (mayContinue) => this.rotate(mayContinue),
      lease: { store: leases, forMs: LEASE_MS },
      isOn: masterKeys !== undefined && masterKeys.others.length > 0,
    });
  }

  /** Rewraps all data keys, unless another process holds the lease. Keys wrapped by an unknown master key are skipped. */
  round(): Promise<void> {
    return this.rotation.run();
  }

  private async rotate(mayContinue: MayContinue): Promise<void> {
    const { masterKeys } = this;
    if (!masterKeys) return;
    let after: string | null = null;
    do {
      after = await this.rewrapBatch(masterKeys, after, mayContinue);
    } while (after !== null);
  }

  /** @returns the id of the last key of the batch; `null` if no key is left, or another process holds the lease */
  private async rewrapBatch(
    masterKeys: MasterKeys,
    after: string | null,
    mayContinue: MayContinue,
  ): Promise<string | null> {
    const rows = await this.dataKeys.findWrappedBy(masterKeys.others, after, AT_ONCE);
    const last = rows.at(-1);
    if (last === undefined || !(await mayContinue())) return null;
    await this.unitOfWork.run(async () => {
      for (const row of rows) {
        const secret = masterKeys.unwrap(row);
        if (secret) await this.dataKeys.rewrap(row, masterKeys.wrap(secret, row));
        else this.logger.warn(`the data key ${row.id} cannot be unwrapped with the master key ${row.masterKey}`);
      }
    });
    this.logger.log(
      `${rows.length} data keys were checked for rewrapping with the master key ${masterKeys.first.name}`,
    );
    return last.id;
  }
}
