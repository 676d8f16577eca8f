import { Injectable } from '@nestjs/common';
import { CacheService, type Fresh } from '../cache/index.js';
import type { BilledEnd, ClaudeRequest } from '../claude/index.js';
import { Clock, IdGenerator, type Owner } from '../common/index.js';
import {
  type Answer,
  CompletionsService,
  type Plan,
  type Recalled,
  type Repeats,
  type StoredAnswer,
} from '../completions/index.js';
import { ShapeService } from '../preferences/index.js';
import { RefusedError, ResultNotFoundError } from './analysis.errors.js';
import type { AnalysisContext, AnalysisInput, AnalysisOutcome } from './analysis.types.js';
import type { Result } from './entities/result.entity.js';
import {
  askedEntry,
  completedEvent,
  createdEntry,
  failedEvent,
  newResult,
  parseAnswer,
  replayOf,
  replayedEntry,
  replayedEvent,
} from './new-result.js';
import { ResultRepository } from './result.repository.js';

/** A result, and whether it is a new one. */
type Given = Pick<AnalysisOutcome, 'result' | 'cache'>;

/** What an idempotency key remembers of an answer. */
interface Remembered {
  readonly resultId: string;
  readonly cache: AnalysisOutcome['cache'];
}

/** What Claude is asked for one text, and what its answer is stored with. */
interface Asked {
  readonly input: AnalysisInput;
  readonly request: ClaudeRequest;
  readonly cacheKey: string;
  /** The caller's own, and what says how the answer was shaped. */
  readonly metadata: Result['metadata'];
}

/** Answers analyses: from a stored result where that is allowed, else by asking Claude and storing what it says. */
@Injectable()
export class AnalysisService {
  constructor(
    private readonly results: ResultRepository,
    private readonly shapes: ShapeService,
    private readonly cache: CacheService,
    private readonly completions: CompletionsService,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
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
    const { value, from, hasWaited } = await this.completions.run<Given>(owner, {
      name: 'AnalysisService.analyze',
      asked: askedEntry(input),
      failed: failedEvent,
      repeats: this.repeats(owner, input, context),
      signal: context.signal,
      plan: () => this.plan(owner, input, context),
    });
    return {
      result: value.result,
      cache: value.cache,
      collapsed: hasWaited,
      isIdempotentReplay: from === 'key',
      replayableForSeconds: this.secondsLeft(value.result),
    };
  }

  private repeats(
    owner: Owner,
    input: AnalysisInput,
    { idempotencyKey: key, scope, reach }: AnalysisContext,
  ): Repeats<Given, Remembered> | undefined {
    if (key === undefined) return undefined;
    return {
      key,
      // As it was sent: a default that changes with a new release does not make another request of it.
      content: ['analyze', owner.userId, input],
      scope: scope ?? reach,
      remember: ({ result, cache }) => ({ resultId: result.id, cache }),
      recall: (remembered) => this.recall(owner, remembered),
    };
  }

  private async plan(owner: Owner, input: AnalysisInput, context: AnalysisContext): Promise<Plan<Given>> {
    const { text, schema = null } = input;
    const { listener, signal, scope = context.reach } = context;
    const { shape, metadata: shapedBy } = await this.shapes.shape(owner, input);
    const request = { ...shape, messages: [{ role: 'user' as const, content: text }], schema, cachePrefix: false };
    const cacheKey = await this.cache.keyFor(owner, request, scope);
    const asked: Asked = { input, request, cacheKey, metadata: { ...input.metadata, ...shapedBy } };
    const isShared = (input.cache ?? 'use') === 'use' && this.cache.fresh() !== null;
    return {
      shared: isShared ? { lockId: cacheKey, find: () => this.findStored(owner, asked) } : undefined,
      exchange: async () => ({
        kind: 'analysis',
        request,
        requestDigest: cacheKey,
        listener: listener && ((id) => ({ onText: (piece) => listener.text(id, piece) })),
        signal,
        toAnswer: (end, id) => this.toAnswer(owner, asked, end, id),
      }),
    };
  }

  /** The user's own answer as it is, or another user's of the tenant, of which it gets a copy: each deletion stands alone. */
  private async findStored(owner: Owner, asked: Asked): Promise<StoredAnswer<Given> | null> {
    const at = this.clock.now();
    const fresh = this.cache.fresh();
    if (fresh === null) return null;
    const answer = await this.results.findReplay(owner, asked.cacheKey, fresh);
    if (!answer) return null;
    if (answer.userId === owner.userId) return { isOwn: true, take: async () => replayOf(answer, at) };
    return { isOwn: false, take: () => this.copy(owner, answer, asked, at, fresh) };
  }

  /** One copy for each user, however many of its requests come at once. @returns `null` when the source is gone */
  private async copy(owner: Owner, source: Result, { cacheKey, metadata }: Asked, at: Date, fresh: Fresh) {
    if (!(await this.results.lock(owner, source.id))) return null;
    const own = await this.results.findOwnReplay(owner, cacheKey, fresh);
    if (own) return replayOf(own, at);
    const copy = { ...source, id: this.ids.next(), createdAt: at, metadata, sourceId: source.id };
    return { ...replayOf(await this.results.insert(owner, copy), at), isCopy: true };
  }

  private async toAnswer(owner: Owner, asked: Asked, end: BilledEnd, id: string): Promise<Answer<Given>> {
    const { input, request, cacheKey, metadata } = asked;
    const { tenantId, userId } = owner;
    const parsed = await parseAnswer(request.schema, end.reply.text);
    const isComplete = end.isWhole && this.cache.isReplayable(end.reply, parsed !== undefined);
    const row = newResult(request, end.reply, {
      id,
      createdAt: this.clock.now(),
      inputText: input.text,
      metadata,
      parsed: parsed ?? null,
      cacheKey: isComplete && input.cache !== 'off' ? cacheKey : null,
    });
    const cache = input.cache === 'off' ? 'bypass' : 'miss';
    return {
      value: { result: { ...row, tenantId, userId }, cache },
      isReplayable: row.cacheKey !== null,
      entry: createdEntry(input, row),
      completed: completedEvent(row, cache),
      refused: () => new RefusedError(id, row.claudeRequestId),
      persist: async () => {
        await this.results.insert(owner, row);
        return null;
      },
    };
  }

  /** The first answer again, whatever has become of the cache since. */
  private async recall(owner: Owner, { resultId, cache }: Remembered): Promise<Recalled<Given>> {
    const result = await this.results.findById(owner, resultId, 'sealed');
    if (!result) throw new ResultNotFoundError();
    const entry = { ...replayedEntry(result), detail: { idempotent: true } };
    return { value: { result, cache }, entry, event: replayedEvent(result, true) };
  }

  /** Seconds for which a result can be replayed; `null` when it never will be. */
  private secondsLeft({ cacheKey, answeredAt }: Result): number | null {
    const canBe = cacheKey !== null && this.cache.fresh() !== null;
    return canBe ? this.cache.secondsLeft(answeredAt) : null;
  }
}
