import { Inject, Injectable } from '@nestjs/common';
import { Clock, type MayGoOn, type PeriodicJob, PeriodicJobs } from '../../common/index.js';
import { isDuplicate, LeaseRepository, UnitOfWork } from '../../database/index.js';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import { nextSeal } from '../chain/next-seal.js';
import { SealSigner } from '../chain/signing.js';
import { SealRepository } from './seal.repository.js';

/** How often somebody looks whether there is something to seal, in milliseconds. */
const SEAL_EVERY_MS = 1_000;
/** After this long without a sign of life another process seals, in milliseconds. */
const LEASE_MS = 3_000;
/** How many records a seal closes at most: one short transaction. */
const SEALED_AT_ONCE = 500;
const TENANTS_AT_ONCE = 1_000;

/**
 * Gives records their places in the chain of their tenant, in the background: no request waits for it. The lease spares
 * replicas needless work; that the chain never forks is the database's doing, whoever seals.
 */
@Injectable()
export class SealerService {
  private readonly signer: SealSigner | null;
  private readonly sealing: PeriodicJob;
  private seenLagMs = 0;

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
      work: async (mayGoOn) => this.sealOf(await this.look(), mayGoOn),
      lease: { store: leases, forMs: LEASE_MS },
      isOn: isEnabled && isSealing,
    });
  }

  /** For how long the record that waits longest had waited when this process last looked, in milliseconds. */
  get lagMs(): number {
    return this.seenLagMs;
  }

  /** Seals what is committed, if no other process is at it. */
  round(): Promise<void> {
    return this.sealing.run();
  }

  /** Seals everything that is committed, whoever else is at it. */
  async seal(): Promise<void> {
    await this.sealOf(await this.look(), () => Promise.resolve(true));
  }

  /** @returns the tenants there is something to seal for */
  private async look(): Promise<string[]> {
    const waiting = await this.seals.findWaiting(TENANTS_AT_ONCE);
    const since = Math.min(...waiting.map((each) => each.since.getTime()));
    this.seenLagMs = waiting.length === 0 ? 0 : Math.max(this.clock.now().getTime() - since, 0);
    return waiting.map(({ tenantId }) => tenantId);
  }

  private async sealOf(tenants: readonly string[], mayGoOn: MayGoOn): Promise<void> {
    for (const tenantId of tenants) {
      let count: number;
      do {
        if (!(await mayGoOn())) return;
        count = await this.sealSome(tenantId);
      } while (count === SEALED_AT_ONCE);
    }
  }

  /** @returns how many records were sealed, or would have been had nobody else done so first */
  private async sealSome(tenantId: string): Promise<number> {
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
      // Another process was at the same records: its seal counts, and this one was never there.
      if (error instanceof SealedMeanwhileError || isDuplicate(error)) return SEALED_AT_ONCE;
      throw error;
    }
  }
}

class SealedMeanwhileError extends Error {}
