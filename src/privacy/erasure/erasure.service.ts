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
  type MayGoOn,
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

/** How long whoever asks waits for it, in milliseconds. */
const ANSWER_WITHIN_MS = 30_000;
/** How often somebody looks whether there is something to go on with, in milliseconds. */
const EVERY_MS = 5_000;
/** After this long without a sign of life another process goes on, in milliseconds. */
const LEASE_MS = 10_000;
/** How many are looked after in a run. */
const AT_ONCE = 1_000;

/** Erases users: at once while somebody waits for it, and in the background what was cut off. */
@Injectable()
export class ErasureService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger: Log;
  private readonly background: PeriodicJob;
  /** What this process is at, by the erasure's id. */
  private readonly underWay = new Map<string, Promise<void>>();
  private isStopping = false;
  private seenRunning = 0;

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
      work: (mayGoOn) => this.goOnWithAll(mayGoOn),
      lease: { store: leases, forMs: LEASE_MS },
      stop: 'after-run',
    });
  }

  /**
   * Erases everything of a user's. Once this has begun it is finished, whatever happens to this process.
   * @returns how far it is: under way still (`erasedAt` is `null`) where it takes longer than 30 seconds
   * @throws LegalHoldError while the user is held, and nothing is deleted
   * @throws DatabaseUnavailableError when it could not begin
   */
  async erase(owner: Owner): Promise<Erasure> {
    const requested = { action: 'user.erasure_requested' as const };
    const erasure = await this.audit.attempt(owner, requested, () => this.begin(owner));
    await Promise.race([this.goOn(erasure), wait(ANSWER_WITHIN_MS, undefined, { ref: false })]);
    return this.find(ofTenant(owner), erasure.id);
  }

  /** How far an erasure is, and what it has erased so far, by kind. @throws ErasureNotFoundError also for one of another tenant */
  getOrThrow(scope: AccessScope, id: string): Promise<Erasure> {
    const read = { action: 'user.erasure_read' as const, subjectId: id };
    return this.audit.attempt(scope, read, async () => {
      const erasure = await this.find(scope, id);
      await this.audit.note(ofTenant(erasure), read);
      return erasure;
    });
  }

  /** How many were under way when somebody last looked. */
  get pending(): number {
    return this.seenRunning;
  }

  onApplicationBootstrap(): void {
    // A process that died here before may have left one behind.
    void this.background.runIfIdle();
  }

  /** What is under way is one small transaction: it is waited for. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.underWay.values());
  }

  /** Goes on with what was cut off, and closes what is done, if no other process is at it. */
  round(): Promise<void> {
    return this.background.run();
  }

  private async goOnWithAll(hasLease: MayGoOn): Promise<void> {
    const open = await this.erasures.findOpen(AT_ONCE);
    this.seenRunning = open.filter(({ erasedAt }) => erasedAt === null).length;
    const mayGoOn = async () => !this.hasToStop && (await hasLease());
    for (const erasure of open) {
      if (!(await mayGoOn())) return;
      if (erasure.erasedAt !== null) await this.closing.look(erasure, mayGoOn);
      else if (!this.underWay.has(erasure.id)) await this.eraser.erase(erasure, mayGoOn);
    }
  }

  /** Takes part in the one that is under way, if there is one. */
  private begin(owner: Owner): Promise<OpenErasure> {
    return this.unitOfWork.run(async () => {
      const begun = { id: this.ids.next(), requestedAt: this.clock.now(), counts: this.eraser.nothing };
      // The row comes first: on SQLite what is read afterwards can no longer be changed by another process.
      const isNew = await this.erasures.begin(owner, begun);
      await this.holds.assertNone(owner);
      const erasure = await this.erasures.findRunning(owner);
      if (!erasure) throw new ErasureNotFoundError();
      const entry = { action: 'user.erasure_requested' as const, subjectId: erasure.id };
      const auditId = await this.audit.record(ofTenant(erasure), entry);
      if (isNew && auditId !== '') await this.erasures.noteRecord(erasure, auditId);
      const facts = { erasureId: erasure.id };
      this.unitOfWork.afterCommit(() => this.events.emit('erasure.requested', owner, facts));
      return erasure;
    });
  }

  /** One at a time of each. It never fails: what is not done is for the background. */
  private goOn(erasure: OpenErasure): Promise<void> {
    const running = this.underWay.get(erasure.id);
    if (running) return running;
    const work = this.eraser
      .erase(erasure, () => !this.hasToStop)
      .then(
        () => undefined,
        (error: unknown) =>
          this.logger.warn(
            `the erasure ${erasure.id} was cut off (${errorName(error)}); it is gone on with in the background`,
          ),
      );
    const done = work.finally(() => this.underWay.delete(erasure.id));
    this.underWay.set(erasure.id, done);
    return done;
  }

  /** What a stop cannot wait for is left to another process, or the next one. */
  private get hasToStop(): boolean {
    return this.isStopping || this.lifetime.signal.aborted;
  }

  private async find(scope: AccessScope, id: string): Promise<Erasure> {
    const erasure = await this.erasures.findById(scope, id);
    if (!erasure) throw new ErasureNotFoundError();
    return erasure;
  }
}
