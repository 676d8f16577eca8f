import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock, type Expirable, type MayGoOn, type PeriodicJob, PeriodicJobs } from '../../common/index.js';
import { LeaseRepository } from '../../database/index.js';
import { type Batch, ExpiryService } from './expiry.service.js';
import { EXPIRABLES } from './expiry.tokens.js';
import { type RetentionOptions, RETENTION_OPTIONS } from './retention.options.js';

const EVERY_MS = 60_000;
const LEASE = 'retention';
/** Longer than two runs are apart: the process that had it keeps it. */
export const LEASE_MS = 150_000;
/** How many rows a transaction takes. */
const AT_ONCE = 200;
/** How far a backlog is counted. */
export const MOST_COUNTED = 10_001;
/** So many that are held are not looked at again in each run, but once in so long. */
const MANY_KEPT = 10_000;
const LOOK_AGAIN_MS = 3_600_000;
const DAY_MS = 86_400_000;

interface Place {
  readonly after: string | null;
  readonly since: number;
}

/** Erases what has become older than the operator wants to keep: one process among the replicas does, a few rows at a time. */
@Injectable()
export class RetentionService {
  private readonly expiring: PeriodicJob;
  private readonly places = new Map<string, Place>();
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
      work: (mayGoOn) => this.all(mayGoOn),
      lease: { store: leases, forMs: LEASE_MS },
      isOn: this.isOn,
      stop: 'after-run',
    });
  }

  /** How many rows are too old, by kind, counted up to 10,001; empty in a process that is not the one to erase them. */
  get backlog(): ReadonlyMap<string, number> {
    return this.counted;
  }

  /** When a run was last finished here; `null` where none was. */
  get lastRunAt(): Date | null {
    return this.lastRun;
  }

  /** Everything that is too old now, unless another process is at it, or this one stops. */
  round(): Promise<void> {
    return this.expiring.run();
  }

  private async all(mayGoOn: MayGoOn): Promise<void> {
    if (!this.isOn || !(await mayGoOn())) return this.leave();
    for (const expirable of this.expirables) {
      if (!(await this.expireAll(expirable, mayGoOn))) return;
    }
    this.lastRun = this.clock.now();
  }

  /** @returns whether this process is to go on */
  private async expireAll(expirable: Expirable, mayGoOn: MayGoOn): Promise<boolean> {
    const { kind } = expirable;
    const before = this.cutoff(expirable);
    if (before === null) return true;
    const begun = this.placeOf(kind);
    let { after } = begun;
    let kept = 0;
    this.counted.set(kind, await expirable.backlog(before, after, MOST_COUNTED));
    for (;;) {
      if (!(await mayGoOn())) {
        this.leave();
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
      if (batch === 'not ours') {
        this.leave();
        return false;
      }
      if (batch === 'nothing left') break;
      after = batch.after;
      kept += batch.kept;
      this.note(kind, batch);
      // Whoever asks for something meanwhile has the database at least half of the time.
      await pause(performance.now() - start);
    }
    const isLong = kept > MANY_KEPT || begun.after !== null;
    if (isLong) this.places.set(kind, { ...begun, after });
    this.counted.set(kind, await expirable.backlog(before, after, MOST_COUNTED));
    return true;
  }

  /** Between runs the backlog is counted anew; within one it only becomes less. */
  private note(kind: string, { gone }: Batch): void {
    this.counted.set(kind, Math.max((this.counted.get(kind) ?? 0) - gone, 0));
  }

  private get isOn(): boolean {
    return this.expirables.some((expirable) => this.cutoff(expirable) !== null);
  }

  private placeOf(kind: string): Place {
    const now = this.clock.now().getTime();
    const place = this.places.get(kind);
    if (place && now - place.since < LOOK_AGAIN_MS) return place;
    this.places.delete(kind);
    return { after: null, since: now };
  }

  private cutoff({ term }: Expirable): Date | null {
    const { contentDays = null, ledgerDays = null, auditDays = null } = this.options;
    const days = { content: contentDays, ledger: ledgerDays, audit: auditDays }[term];
    if (days === null) return null;
    const before = this.clock.now().getTime() - days * DAY_MS;
    // The others by whole days: a day's usage is told from its sums, and each stretch of the trail leaves a record.
    return new Date(term === 'content' ? before : Math.floor(before / DAY_MS) * DAY_MS);
  }

  private leave(): void {
    this.counted.clear();
    this.lastRun = null;
  }
}
