import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock, type Expirable, type MayContinue, type PeriodicJob, PeriodicJobs } from '../../common/index.js';
import { LeaseRepository } from '../../database/index.js';
import { type Batch, ExpiryService } from './expiry.service.js';
import { EXPIRABLES } from './expiry.tokens.js';
import { type RetentionOptions, RETENTION_OPTIONS } from './retention.options.js';

const EVERY_MS = 60_000;
const LEASE = 'retention';
/** Longer than the interval of two runs, so that the same process keeps the lease. */
export const LEASE_MS = 150_000;
/** Maximum number of rows that one transaction deletes. */
const AT_ONCE = 200;
/** Limit up to which a backlog is counted. */
export const MOST_COUNTED = 10_001;
/** If more rows than this are under a legal hold, they are skipped until the next full scan. */
const MANY_KEPT = 10_000;
const FULL_SCAN_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

interface ScanPosition {
  readonly after: string | null;
  readonly since: number;
}

/** Deletes data that is older than its retention, in small batches. One process at a time does so, under a lease. */
@Injectable()
export class RetentionService {
  private readonly expiring: PeriodicJob;
  private readonly positions = new Map<string, ScanPosition>();
  private readonly counted = new Map<string, number>();
  private lastRun: Date | null = null;

  constructor(
    @Inject(RETENTION_OPTIONS) private readonly options: RetentionOptions,
    @Inject(EXPIRABLES) private readonly expirables: readonly Expirable[],
    private readonly expiry: ExpiryService,
    private readonly clock: Clock,
    leases: LeaseRepository,
    jobs: PeriodicJobs,
  ) {
    this.expiring = jobs.add({
      name: LEASE,
      everyMs: EVERY_MS,
      work: (mayContinue) => this.expireKinds(mayContinue),
      lease: { store: leases, forMs: LEASE_MS },
      isOn: this.isOn,
      stop: 'after-run',
    });
  }

  /** Number of expired rows by kind, counted up to 10,001. Empty if another process holds the lease. */
  get backlog(): ReadonlyMap<string, number> {
    return this.counted;
  }

  /** When this process last completed a run; `null` if it has not. */
  get lastRunAt(): Date | null {
    return this.lastRun;
  }

  /** Deletes all expired data, unless another process holds the lease or this one shuts down. */
  round(): Promise<void> {
    return this.expiring.run();
  }

  private async expireKinds(mayContinue: MayContinue): Promise<void> {
    if (!this.isOn || !(await mayContinue())) return this.reset();
    for (const expirable of this.expirables) {
      if (!(await this.expireAll(expirable, mayContinue))) return;
    }
    this.lastRun = this.clock.now();
  }

  /** @returns whether this process still holds the lease and is not shutting down */
  private async expireAll(expirable: Expirable, mayContinue: MayContinue): Promise<boolean> {
    const { kind } = expirable;
    const before = this.cutoff(expirable);
    if (before === null) return true;
    const begun = this.positionOf(kind);
    let { after } = begun;
    let kept = 0;
    this.counted.set(kind, await expirable.backlog(before, after, MOST_COUNTED));
    for (;;) {
      if (!(await mayContinue())) {
        this.reset();
        return false;
      }
      const start = performance.now();
      const batch = await this.expiry.expire(expirable, {
        before,
        after,
        most: AT_ONCE,
        lease: LEASE,
        leaseMs: LEASE_MS,
      });
      if (batch === 'lease lost') {
        this.reset();
        return false;
      }
      if (batch === 'nothing left') break;
      after = batch.after;
      kept += batch.kept;
      this.reduceBacklog(kind, batch);
      // Leaves the database free for other requests at least half of the time.
      await pause(performance.now() - start);
    }
    const hasManyKept = kept > MANY_KEPT || begun.after !== null;
    if (hasManyKept) this.positions.set(kind, { ...begun, after });
    this.counted.set(kind, await expirable.backlog(before, after, MOST_COUNTED));
    return true;
  }

  /** Estimates the backlog within a run; it is counted again at its end. */
  private reduceBacklog(kind: string, { deleted }: Batch): void {
    this.counted.set(kind, Math.max((this.counted.get(kind) ?? 0) - deleted, 0));
  }

  private get isOn(): boolean {
    return this.expirables.some((expirable) => this.cutoff(expirable) !== null);
  }

  private positionOf(kind: string): ScanPosition {
    const now = this.clock.now().getTime();
    const position = this.positions.get(kind);
    if (position && now - position.since < FULL_SCAN_EVERY_MS) return position;
    this.positions.delete(kind);
    return { after: null, since: now };
  }

  private cutoff({ term }: Expirable): Date | null {
    const { contentDays = null, ledgerDays = null, auditDays = null } = this.options;
    const days = { content: contentDays, ledger: ledgerDays, audit: auditDays }[term];
    if (days === null) return null;
    const before = this.clock.now().getTime() - days * DAY_MS;
    // Ledger and audit records expire by whole days: usage is totalled by day, and each deleted audit range leaves a
    // record.
    return new Date(term === 'content' ? before : Math.floor(before / DAY_MS) * DAY_MS);
  }

  private reset(): void {
    this.counted.clear();
    this.lastRun = null;
  }
}
