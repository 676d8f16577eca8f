import { Inject, Injectable } from '@nestjs/common';
import { Clock, type MayContinue, type PeriodicJob, PeriodicJobs } from '../../common/index.js';
import { isDuplicate, LeaseRepository, UnitOfWork } from '../../database/index.js';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import { nextSeal } from '../chain/next-seal.js';
import { SealSigner } from '../chain/signing.js';
import { SealRepository } from './seal.repository.js';

/** Interval between runs, in milliseconds. */
const SEAL_EVERY_MS = 1_000;
/** Lifetime of the lease, in milliseconds. If the process dies, another takes over after this time. */
const LEASE_MS = 3_000;
/** Maximum number of records in one seal, so that its transaction is short. */
const SEALED_AT_ONCE = 500;
const TENANTS_AT_ONCE = 1_000;

/**
 * Appends records to the chain of their tenant, in the background. The lease only saves other processes needless work;
 * unique keys in the database prevent forks of the chain even if two processes seal at once.
 */
@Injectable()
export class SealerService {
  private readonly signer: SealSigner | null;
  private readonly sealing: PeriodicJob;
  private lastLagMs = 0;

  constructor(
    @Inject(AUDIT_OPTIONS) { signingKey, isEnabled = true, isSealing = true }: AuditModuleOptions,
    private readonly seals: SealRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    leases: LeaseRepository,
    jobs: PeriodicJobs,
  ) {
    this.signer = signingKey === undefined ? null : new SealSigner(signingKey);
    this.sealing = jobs.add({
      name: 'audit-sealer',
      everyMs: SEAL_EVERY_MS,
      work: async (mayContinue) => this.sealTenants(await this.findTenants(), mayContinue),
      lease: { store: leases, forMs: LEASE_MS },
      isOn: isEnabled && isSealing,
    });
  }

  /** Age of the oldest unsealed record when this process last checked, in milliseconds; 0 if there was none. */
  get lagMs(): number {
    return this.lastLagMs;
  }

  /** Seals all committed records, unless another process holds the lease. */
  round(): Promise<void> {
    return this.sealing.run();
  }

  /** Seals all committed records, even if another process is sealing. */
  async seal(): Promise<void> {
    await this.sealTenants(await this.findTenants(), () => Promise.resolve(true));
  }

  /** @returns the tenants with unsealed records */
  private async findTenants(): Promise<string[]> {
    const waiting = await this.seals.findWaiting(TENANTS_AT_ONCE);
    const since = Math.min(...waiting.map((each) => each.since.getTime()));
    this.lastLagMs = waiting.length === 0 ? 0 : Math.max(this.clock.now().getTime() - since, 0);
    return waiting.map(({ tenantId }) => tenantId);
  }

  private async sealTenants(tenants: readonly string[], mayContinue: MayContinue): Promise<void> {
    for (const tenantId of tenants) {
      let count: number;
      do {
        if (!(await mayContinue())) return;
        count = await this.sealBatch(tenantId);
      } while (count === SEALED_AT_ONCE);
    }
  }

  /** @returns the number of sealed records; a full batch if another process sealed them first */
  private async sealBatch(tenantId: string): Promise<number> {
    try {
      return await this.unitOfWork.run(async () => {
        const last = await this.seals.findLast(tenantId);
        const records = await this.seals.findUnsealed(tenantId, SEALED_AT_ONCE);
        if (records.length === 0) return 0;
        const seal = nextSeal(tenantId, last, records, { at: this.clock.now(), signer: this.signer });
        const ids = records.map(({ id }) => id);
        if (!(await this.seals.seal(tenantId, seal, ids))) throw new SealedMeanwhileError();
        return records.length;
      });
    } catch (error) {
      // Another process sealed the same records first; this transaction was rolled back.
      if (error instanceof SealedMeanwhileError || isDuplicate(error)) return SEALED_AT_ONCE;
      throw error;
    }
  }
}

class SealedMeanwhileError extends Error {}
