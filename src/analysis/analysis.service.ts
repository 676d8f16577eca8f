import { Injectable } from '@nestjs/common';
import { CacheService } from '../cache/index.js';
import { LocksService, type LockHandle, IdempotencyService } from '../locks/index.js';
import type { BilledEnd } from '../claude/index.js';
import {
  type AuditDraft,
  AuditTrail,
  Clock,
  IdGenerator,
  Lifetime,
  onceOver,
  type Owner,
  RepriseEvents,
} from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { type Answered, JournalService } from '../journal/index.js';
import { ShapeService } from '../preferences/index.js';
import { RefusedError, ResultNotFoundError } from './analysis.errors.js';
import type { AnalysisContext, AnalysisInput, AnalysisOutcome } from './analysis.types.js';
import { askedEntry, createdEntry } from './audit-entries.js';
import { conclude, type Remembered } from './conclusion.js';
import type { Result } from './entities/result.entity.js';
import { completedPayload, failedPayload, isAnswer } from './event-payloads.js';
import { type NewResult, newResult, parseAnswer } from './new-result.js';
import { ReplayService } from './replay.service.js';
import { ResultRepository } from './result.repository.js';
import type { Turn } from './turn.js';

/** What the others find who waited for an answer that stands for nobody else's: each asks for its own, at once. */
const NOT_SHARED = 'not_shared';
/** For how long they find it, in milliseconds: longer than the longest time between two looks. */
const NOT_SHARED_MS = 15_000;

/** Answers analyses: from a stored result where that is allowed, else by asking Claude and storing what it says. */
@Injectable()
export class AnalysisService {
  constructor(
    private readonly results: ResultRepository,
    private readonly replays: ReplayService,
    private readonly shapes: ShapeService,
    private readonly journal: JournalService,
    private readonly cache: CacheService,
    private readonly locks: LocksService,
    private readonly idempotency: IdempotencyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /**
   * Answers one text. Identical requests at the same time, on whichever replica, ask Claude once. Not to be called inside a
   * transaction: Claude takes its time.
   * @param owner whose result it is
   * @param input where it says nothing the user's preferences hold, and then the defaults of the Claude module
   * @throws RefusedError when Claude declines, with the stored result's id
   * @throws IdempotencyKeyReusedError when the key came with another input before
   * @throws ResultNotFoundError when the result that the key stands for was deleted
   * @throws BudgetExceededError where it is no replay and could cost too much; nothing was sent
   * @throws ClaudeOverloadedError, ClaudeTimeoutError, ClaudeFailedError, ClaudeRejectedError, ClaudeRequestTooLargeError
   * when Claude gives no whole answer; with the id of what is kept of it, if there is something
   * @throws DatabaseUnavailableError (on SQLite also HostTransactionError) when nothing was sent, and AnswerNotStoredYetError
   * when Claude has answered and the answer is still to be stored
   * @throws UserErasedError when the user was erased meanwhile; ShuttingDownError when the process ends
   * @throws OpenTransactionError inside a transaction of Reprise's
   * @throws the reason of `context.signal` when it aborts
   */
  async analyze(owner: Owner, input: AnalysisInput, context: AnalysisContext = {}): Promise<AnalysisOutcome> {
    this.unitOfWork.refuseInside('AnalysisService.analyze');
    const draft = this.audit.draft();
    const done = () => this.once(owner, input, context, draft);
    const answered = this.audit.attempt(owner, askedEntry(input), done, draft);
    answered.catch((error: unknown) => this.events.emit('analysis.failed', owner, failedPayload(error)));
    return this.lifetime.track(answered);
  }

  private async once(
    owner: Owner,
    input: AnalysisInput,
    context: AnalysisContext,
    draft: AuditDraft,
  ): Promise<AnalysisOutcome> {
    const { request, shapedBy } = await this.toRequest(owner, input);
    const { idempotencyKey: key, scope = context.reach, signal } = context;
    const cacheKey = await this.cache.keyFor(owner, request, scope);
    const turn = { owner, input, request, shapedBy, cacheKey, context, draft };
    if (key === undefined) return this.answer({ ...turn, idempotent: null });

    // As it was sent: a default that changes with a new release does not make another request of it.
    const content = ['analyze', owner.userId, input];
    const { value, replayed } = await this.idempotency.once<Remembered, AnalysisOutcome>(
      owner,
      { key, content, scope, signal },
      {
        perform: (idempotent) => this.answer({ ...turn, idempotent }),
        recall: (remembered) => this.recall(owner, remembered, draft),
      },
    );
    return { ...value, isIdempotentReplay: replayed };
  }

  private async answer(turn: Turn): Promise<AnalysisOutcome> {
    const { owner, input, cacheKey, context } = turn;
    const isShared = (input.cache ?? 'use') === 'use' && this.cache.fresh() !== null;
    if (!isShared) return this.call(turn, null);
    const replay = await this.replay(turn);
    if (replay) return this.outcome(replay, 'hit');
    const lock = { id: cacheKey, fingerprint: null, signal: context.signal };
    const answer = await this.locks.holdOrFind(owner, lock, () => this.look(turn));
    if ('held' in answer) return this.call(turn, answer.held);
    return answer.found === NOT_SHARED ? this.call(turn, null) : this.outcome(answer.found, 'hit', answer.waited);
  }

  /** Asks Claude. The call's end, the result and what belongs to it are committed together. */
  private async call(turn: Turn, held: LockHandle | null): Promise<AnalysisOutcome> {
    const { owner, input } = turn;
    const id = this.ids.next();
    try {
      const answered = await this.ask(turn, id);
      const row = await this.toRow(turn, id, answered);
      const cache = input.cache === 'off' ? 'bypass' : 'miss';
      await this.journal.commit(owner, answered, async () => {
        await this.results.insert(owner, row);
        if (held) await this.giveUp(owner, held, answered.end, row.cacheKey !== null);
        await conclude(turn.idempotent, answered.end, row, cache);
        await this.audit.record(owner, createdEntry(input, row, answered.end, turn.draft));
        if (isAnswer(row, answered.end))
          this.unitOfWork.afterCommit(() =>
            this.events.emit('analysis.completed', owner, completedPayload(row, cache)),
          );
      });
      turn.draft.isWritten = true;
      if (held) this.locks.done(held);
      if (!answered.end.isWhole) throw answered.end.cause;
      if (row.stopReason === 'refusal') throw new RefusedError(id, row.claudeRequestId);
      const result = { ...row, tenantId: owner.tenantId, userId: owner.userId };
      return this.outcome(result, cache);
    } catch (error) {
      if (held) await onceOver(error, () => this.locks.letGo(owner, held));
      throw error;
    }
  }

  private ask({ owner, request, cacheKey, context, draft }: Turn, subjectId: string): Promise<Answered> {
    const { listener, signal } = context;
    const onCall = (callId: string) => draft.callIds.push(callId);
    const purpose = { kind: 'analysis' as const, subjectId, requestDigest: cacheKey };
    const onText = listener && ((piece: string) => listener.text(subjectId, piece));
    return this.journal.ask(owner, purpose, request, { signal, onText, onCall });
  }

  private async toRow(turn: Turn, id: string, { end }: Answered): Promise<NewResult> {
    const { input, request, cacheKey } = turn;
    const parsed = await parseAnswer(request.schema, end.reply.text);
    const isComplete = end.isWhole && this.cache.isReplayable(end.reply, parsed !== undefined);
    return newResult(request, end.reply, {
      ...this.stamp(turn, id),
      inputText: input.text,
      parsed: parsed ?? null,
      cacheKey: isComplete && input.cache !== 'off' ? cacheKey : null,
    });
  }

  /** Lets those who wait go on: with the answer, each with a call of its own, or one of them in this one's place. */
  private giveUp(owner: Owner, held: LockHandle, end: BilledEnd, isReplayable: boolean): Promise<void> {
    if (isReplayable || !end.isWhole) return this.locks.release(owner, held);
    return this.locks.conclude(owner, held, { end: NOT_SHARED }, NOT_SHARED_MS);
  }

  private async look(turn: Turn): Promise<Result | typeof NOT_SHARED | null> {
    const replay = await this.replay(turn);
    if (replay) return replay;
    const lock = await this.locks.find(turn.owner, turn.cacheKey);
    return lock?.outcome ? NOT_SHARED : null;
  }

  private replay(turn: Turn): Promise<Result | null> {
    const { owner, cacheKey, idempotent, draft } = turn;
    const whenFound = idempotent ? (resultId: string) => idempotent.done({ resultId, cache: 'hit' }) : undefined;
    return this.replays.find(owner, { cacheKey, stamp: this.stamp(turn, this.ids.next()), draft, whenFound });
  }

  /** The first answer again, whatever has become of the cache since. */
  private async recall(owner: Owner, { resultId, cache }: Remembered, draft: AuditDraft): Promise<AnalysisOutcome> {
    const result = await this.results.findById(owner, resultId, 'sealed');
    if (!result) throw new ResultNotFoundError();
    await this.replays.recalled(owner, result, draft);
    return this.outcome(result, cache);
  }

  private outcome(result: Result, cache: AnalysisOutcome['cache'], collapsed = false): AnalysisOutcome {
    const replayableForSeconds = this.replays.secondsLeft(result);
    return { result, cache, collapsed, isIdempotentReplay: false, replayableForSeconds };
  }

  private async toRequest(owner: Owner, input: AnalysisInput): Promise<Pick<Turn, 'request' | 'shapedBy'>> {
    const { text, schema = null } = input;
    const { shape, metadata: shapedBy } = await this.shapes.shape(owner, input);
    const messages = [{ role: 'user' as const, content: text }];
    return { request: { ...shape, messages, schema, cachePrefix: false }, shapedBy };
  }

  /** What a new row has of its own, be it an answer or a copy of somebody else's. */
  private stamp({ input, shapedBy }: Turn, id: string): Pick<Result, 'id' | 'createdAt' | 'metadata'> {
    return { id, createdAt: this.clock.now(), metadata: { ...input.metadata, ...shapedBy } };
  }
}
