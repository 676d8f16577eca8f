import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import {
  AuditTrail,
  Clock,
  errorName,
  IdGenerator,
  Lifetime,
  type Log,
  Logs,
  type MayContinue,
  type Owner,
  type AccessScope,
  RepriseEvents,
  type PeriodicJob,
  PeriodicJobs,
} from '../../common/index.js';
import { LeaseRepository, UnitOfWork } from '../../database/index.js';
import { HoldsService } from '../../holds/index.js';
import type { Erasure } from '../entities/erasure.entity.js';
import { ClosingService } from './closing.service.js';
import { EraserService, ofTenant } from './eraser.service.js';
import { ErasureNotFoundError } from './erasure.errors.js';
import { ErasureRepository, type OpenErasure } from './erasure.repository.js';

/** How long a request waits for its erasure, in milliseconds. Afterwards it is answered with 202. */
const ANSWER_WITHIN_MS = 30_000;
/** Interval between runs, in milliseconds. */
const EVERY_MS = 5_000;
/** Lifetime of the lease, in milliseconds. If the process dies, another takes over after this time. */
const LEASE_MS = 10_000;
/** Maximum number of erasures handled in one run. */
const AT_ONCE = 1_000;

/** Erases users: first within the request, and if that takes too long or is interrupted, in the background. */
@Injectable()
export class ErasureService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger: Log;
  private readonly background: PeriodicJob;
  /** The erasures that this process is executing, by their id. */
  private readonly running = new Map<string, Promise<void>>();
  private isStopping = false;
  private lastPending = 0;

  constructor(
    private readonly erasures: ErasureRepository,
    private readonly eraser: EraserService,
    private readonly closing: ClosingService,
    private readonly holds: HoldsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
    leases: LeaseRepository,
    jobs: PeriodicJobs,
    logs: Logs,
  ) {
    this.logger = logs.of(ErasureService);
    this.background = jobs.add({
      name: 'erasures',
      everyMs: EVERY_MS,
      work: (mayContinue) => this.continueAll(mayContinue),
      lease: { store: leases, forMs: LEASE_MS },
      stop: 'after-run',
    });
  }

  /**
   * Erases all data of a user. Once begun, the erasure is completed even if this process dies.
   * @returns the state of the erasure; `erasedAt` is `null` if it takes longer than 30 seconds
   * @throws LegalHoldError if the user is under a legal hold; nothing is deleted
   * @throws DatabaseUnavailableError if the erasure could not be started
   */
  async erase(owner: Owner): Promise<Erasure> {
    const requested = { action: 'user.erasure_requested' as const };
    const erasure = await this.audit.attempt(owner, requested, () => this.begin(owner));
    await Promise.race([this.start(erasure), wait(ANSWER_WITHIN_MS, undefined, { ref: false })]);
    return this.find(ofTenant(owner), erasure.id);
  }

  /**
   * The state of an erasure, with its counts. @throws ErasureNotFoundError if it is missing or belongs to another
   * tenant
   */
  getOrThrow(scope: AccessScope, id: string): Promise<Erasure> {
    const read = { action: 'user.erasure_read' as const, subjectId: id };
    return this.audit.attempt(scope, read, async () => {
      const erasure = await this.find(scope, id);
      await this.audit.note(ofTenant(erasure), read);
      return erasure;
    });
  }

  /** Number of unfinished erasures at the last run of this process. */
  get pending(): number {
    return this.lastPending;
  }

  onApplicationBootstrap(): void {
    // Continue an erasure of a process that has died.
    void this.background.runIfIdle();
  }

  /** Waits for the transactions in progress, which are short. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.running.values());
  }

  /** Continues interrupted erasures and closes completed ones, unless another process holds the lease. */
  round(): Promise<void> {
    return this.background.run();
  }

  private async continueAll(hasLease: MayContinue): Promise<void> {
    const open = await this.erasures.findOpen(AT_ONCE);
    this.lastPending = open.filter(({ erasedAt }) => erasedAt === null).length;
    const mayContinue = async () => !this.hasToStop && (await hasLease());
    for (const erasure of open) {
      if (!(await mayContinue())) return;
      if (erasure.erasedAt !== null) await this.closing.check(erasure, mayContinue);
      else if (!this.running.has(erasure.id)) await this.eraser.erase(erasure, mayContinue);
    }
  }

  /** Starts an erasure, or joins the one in progress. */
  private begin(owner: Owner): Promise<OpenErasure> {
    return this.unitOfWork.run(async () => {
      const begun = { id: this.ids.next(), requestedAt: this.clock.now(), counts: this.eraser.zeroCounts };
      // Inserts the row before reading: on SQLite another process can then no longer change what is read.
      const isNew = await this.erasures.begin(owner, begun);
      await this.holds.assertNone(owner);
      const erasure = await this.erasures.findRunning(owner);
      if (!erasure) throw new ErasureNotFoundError();
      const entry = { action: 'user.erasure_requested' as const, subjectId: erasure.id };
      const auditId = await this.audit.record(ofTenant(erasure), entry);
      if (isNew && auditId !== '') await this.erasures.noteRecord(erasure, auditId);
      const payload = { erasureId: erasure.id };
      this.unitOfWork.afterCommit(() => this.events.emit('erasure.requested', owner, payload));
      return erasure;
    });
  }

  /**
   * Executes the erasure unless this process is doing so already. Never rejects: the background continues a failed
   * erasure.
   */
  private start(erasure: OpenErasure): Promise<void> {
    const running = this.running.get(erasure.id);
    if (running) return running;
    const work = this.eraser
      .erase(erasure, () => !this.hasToStop)
      .then(
        () => undefined,
        (error: unknown) =>
          this.logger.warn(
            `the erasure ${erasure.id} was interrupted (${errorName(error)}); it will be continued in the background`,
          ),
      );
    const done = work.finally(() => this.running.delete(erasure.id));
    this.running.set(erasure.id, done);
    return done;
  }

  /** A process that shuts down leaves the rest to another process, or to the next start. */
  private get hasToStop(): boolean {
    return this.isStopping || this.lifetime.signal.aborted;
  }

  private async find(scope: AccessScope, id: string): Promise<Erasure> {
    const erasure = await this.erasures.findById(scope, id);
    if (!erasure) throw new ErasureNotFoundError();
    return erasure;
  }
}
