import { Injectable } from '@nestjs/common';
import type { BilledEnd } from '../claude/index.js';
import { type AuditDraft, AuditTrail, Lifetime, type Owner, RepriseEvents } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ReplayJournal } from '../journal/index.js';
import { type KeptOutcome, type LockHandle, LocksService } from '../locks/index.js';
import type {
  Answer,
  Completed,
  Completion,
  ExclusiveLock,
  Plan,
  Recalled,
  Replay,
  SharedAnswers,
  StoredAnswer,
} from './completion.js';
import { ExchangeService } from './exchange.service.js';
import { IdempotencyService, type OutcomeRecorder } from './idempotency.service.js';

/** What those find who waited for an answer that is not for them: each asks for its own, at once. */
const NOT_SHARED = 'not_shared';
/** For how long they find it: longer than the longest time between two looks. */
const KEPT_NOT_SHARED: KeptOutcome = { outcome: { end: NOT_SHARED }, forMs: 15_000 };

/** A request on its way to an answer. */
interface Attempt<T> {
  readonly owner: Owner;
  readonly signal: AbortSignal | undefined;
  readonly draft: AuditDraft;
  readonly recorder: OutcomeRecorder<T> | null;
}

/** The one order in which whatever asks Claude is done: the record, the key, a stored answer, the lock, the exchange. */
@Injectable()
export class CompletionsService {
  constructor(
    private readonly exchanges: ExchangeService,
    private readonly replays: ReplayJournal,
    private readonly locks: LocksService,
    private readonly idempotency: IdempotencyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly lifetime: Lifetime,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /**
   * Answers one request. However it ends, it is recorded once, and the process waits for it before it ends.
   * @throws OpenTransactionError inside a transaction of Reprise's: Claude takes its time
   * @throws IdempotencyKeyReusedError, what is thrown by the parts of the completion, by `ExchangeService.ask` and by locks
   */
  async run<T>(owner: Owner, completion: Completion<T>): Promise<Completed<T>> {
    this.unitOfWork.refuseInside(completion.name);
    const draft = this.audit.draft();
    const done = this.audit.attempt(owner, completion.asked, () => this.once(owner, completion, draft), draft);
    done.catch((error: unknown) => this.announce(owner, { event: completion.failed(error) }));
    return this.lifetime.track(done);
  }

  private async once<T>(owner: Owner, completion: Completion<T>, draft: AuditDraft): Promise<Completed<T>> {
    const { repeats, signal } = completion;
    const answer = async (recorder: OutcomeRecorder<T> | null) =>
      this.answer({ owner, signal, draft, recorder }, await completion.plan());
    if (!repeats) return answer(null);
    const { value } = await this.idempotency.once<object, Completed<T>>(
      owner,
      { ...repeats, signal },
      {
        perform: (recorder) =>
          answer({
            succeeded: (value) => recorder.succeeded(repeats.remember(value)),
            failed: (error) => recorder.failed(error),
          }),
        recall: async (remembered) => {
          const recalled = await repeats.recall(remembered);
          this.announce(owner, recalled);
          await this.audit.note(owner, { ...recalled.entry, id: draft.id });
          return { value: recalled.value, from: 'key', hasWaited: false };
        },
      },
    );
    return value;
  }

  private answer<T>(attempt: Attempt<T>, plan: Plan<T>): Promise<Completed<T>> {
    if (plan.shared) return this.share(attempt, plan, plan.shared);
    if (plan.exclusive) return this.exclude(attempt, plan, plan.exclusive);
    return this.ask(attempt, plan, null);
  }

  /** From a stored answer, or by the one of all identical requests that asks Claude. */
  private async share<T>(
    attempt: Attempt<T>,
    plan: Plan<T>,
    { lockId, find }: SharedAnswers<T>,
  ): Promise<Completed<T>> {
    const { owner, signal } = attempt;
    const replay = async (): Promise<Completed<T> | null> => {
      const stored = await find();
      return stored && this.replay(attempt, stored);
    };
    const look = async () => {
      const replayed = await replay();
      if (replayed) return replayed;
      const lock = await this.locks.find(owner, lockId);
      return lock?.outcome ? NOT_SHARED : null;
    };
    const replayed = await replay();
    if (replayed) return replayed;
    const lock = { id: lockId, fingerprint: null, signal };
    const answer = await this.locks.holdOrFind(owner, lock, look);
    if ('held' in answer) return this.ask(attempt, plan, answer.held);
    if (answer.found === NOT_SHARED) return this.ask(attempt, plan, null);
    return { ...answer.found, hasWaited: answer.waited };
  }

  /** By itself, once the request before is done. */
  private async exclude<T>(
    attempt: Attempt<T>,
    plan: Plan<T>,
    { lockId, waitMs, busy }: ExclusiveLock,
  ): Promise<Completed<T>> {
    const { owner, signal } = attempt;
    const held = await this.locks.holdWithin(owner, { id: lockId, fingerprint: null, signal }, waitMs);
    if (held === null) throw busy();
    return this.ask(attempt, plan, held);
  }

  private ask<T>(attempt: Attempt<T>, plan: Plan<T>, held: LockHandle | null): Promise<Completed<T>> {
    if (held === null) return this.exchange(attempt, plan, null);
    return this.locks.during(attempt.owner, held, () => this.exchange(attempt, plan, held));
  }

  private async exchange<T>(attempt: Attempt<T>, plan: Plan<T>, held: LockHandle | null): Promise<Completed<T>> {
    const { owner, draft, recorder } = attempt;
    const keepLock = async (what: string) => held === null || this.locks.keep(owner, held, what);
    const exchange = await plan.exchange({ draft, keepLock });
    const release = async (end: BilledEnd, { isReplayable }: Answer<T>) => {
      if (held === null) return;
      const isForOthers = plan.shared === undefined || isReplayable === true || !end.isWhole;
      await this.locks.release(owner, held, isForOthers ? undefined : KEPT_NOT_SHARED);
    };
    const value = await this.exchanges.ask(owner, exchange, { draft, recorder, release });
    return { value, from: 'claude', hasWaited: false };
  }

  /** @returns `null` where it has been deleted meanwhile */
  private async replay<T>(attempt: Attempt<T>, stored: StoredAnswer<T>): Promise<Completed<T> | null> {
    const { owner, draft, recorder } = attempt;
    const isChange = !stored.isOwn || recorder !== null;
    const replay = isChange
      ? await this.unitOfWork.run(() => this.commitReplay(attempt, stored))
      : await this.countReplay(owner, await stored.take());
    if (replay === null) return null;
    if (!replay.isCopy) await this.audit.note(owner, { ...replay.entry, id: draft.id });
    return { value: replay.value, from: 'store', hasWaited: false };
  }

  /** With what belongs to it, in one transaction. */
  private async commitReplay<T>(
    { owner, draft, recorder }: Attempt<T>,
    stored: StoredAnswer<T>,
  ): Promise<Replay<T> | null> {
    const replay = await stored.take();
    if (replay === null) return null;
    await recorder?.succeeded(replay.value);
    await this.replays.note(owner, replay.counted);
    // A copy is rows of its own, and so a change.
    if (replay.isCopy) await this.audit.record(owner, { ...replay.entry, id: draft.id });
    this.unitOfWork.afterCommit(() => this.announce(owner, replay));
    return replay;
  }

  /** By itself: together with whatever else is replayed at the moment. */
  private async countReplay<T>(owner: Owner, replay: Replay<T> | null): Promise<Replay<T> | null> {
    if (replay === null) return null;
    await this.replays.note(owner, replay.counted);
    this.announce(owner, replay);
    return replay;
  }

  private announce<T>(owner: Owner, { event }: Pick<Recalled<T>, 'event'>): void {
    if (event) this.events.emit(event.type, owner, event.payload);
  }
}
