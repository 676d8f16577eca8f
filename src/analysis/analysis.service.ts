import { Injectable } from '@nestjs/common';
import { CacheService } from '../cache/index.js';
import { ClaimsService, type Conclusion, type HeldClaim, IdempotencyService } from '../claims/index.js';
import { type BilledEnd, type ClaudeRequest, ClaudeService } from '../claude/index.js';
import { AppError, Clock, IdGenerator, Lifetime, type Owner } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { type Answered, JournalService } from '../journal/index.js';
import { RefusedError, ResultNotFoundError } from './analysis.errors.js';
import type { AnalysisContext, AnalysisInput, AnalysisOutcome } from './analysis.types.js';
import type { Result } from './entities/result.entity.js';
import { newResult, parseAnswer } from './new-result.js';
import { ResultRepository } from './result.repository.js';
import { StorableStream } from './storable-text.js';

/** What an idempotency key remembers of an answer. */
interface Remembered {
  readonly resultId: string;
  readonly cache: AnalysisOutcome['cache'];
}

/** One request on its way to an answer. */
interface Turn {
  readonly owner: Owner;
  readonly input: AnalysisInput;
  readonly request: ClaudeRequest;
  readonly cacheKey: string;
  readonly context: AnalysisContext;
  readonly conclusion: Conclusion<Remembered> | null;
}

/** Answers analyses: from a stored result where that is allowed, else by asking Claude and storing what it says. */
@Injectable()
export class AnalysisService {
  constructor(
    private readonly results: ResultRepository,
    private readonly claude: ClaudeService,
    private readonly journal: JournalService,
    private readonly cache: CacheService,
    private readonly claims: ClaimsService,
    private readonly idempotency: IdempotencyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
  ) {}

  /**
   * Identical requests at the same time, on whichever replica, ask Claude once.
   * @throws RefusedError when Claude declines, with the stored result's id
   * @throws IdempotencyKeyReusedError
   * @throws an error of the Claude room when Claude gives no whole answer
   * @throws DatabaseUnavailableError
   */
  analyze(owner: Owner, input: AnalysisInput, context: AnalysisContext = {}): Promise<AnalysisOutcome> {
    return this.lifetime.track(this.once(owner, input, context));
  }

  private async once(owner: Owner, input: AnalysisInput, context: AnalysisContext): Promise<AnalysisOutcome> {
    const request = this.toRequest(input);
    const cacheKey = this.cache.keyFor(owner, request);
    const turn = { owner, input, request, cacheKey, context };
    const { idempotencyKey: key, signal } = context;
    if (key === undefined) return this.answer({ ...turn, conclusion: null });

    const content = ['analyze', owner.userId, cacheKey, input.cache ?? 'use', input.metadata ?? {}];
    const { value, replayed } = await this.idempotency.once<Remembered, AnalysisOutcome>(
      owner,
      { key, content, signal },
      {
        perform: (conclusion) => this.answer({ ...turn, conclusion }),
        recall: (remembered) => this.recall(owner, remembered),
      },
    );
    return { ...value, isIdempotentReplay: replayed };
  }

  private async answer(turn: Turn): Promise<AnalysisOutcome> {
    const { owner, input, cacheKey, context } = turn;
    const isShared = (input.cache ?? 'use') === 'use' && this.cache.freshSince() !== null;
    if (!isShared) return this.call(turn, null);
    const replay = await this.replay(turn);
    if (replay) return this.hit(replay, false);
    const claim = { id: cacheKey, fingerprint: null, signal: context.signal };
    const answer = await this.claims.holdOrFind(owner, claim, () => this.replay(turn));
    return 'found' in answer ? this.hit(answer.found, answer.waited) : this.call(turn, answer.held);
  }

  /** Asks Claude. The call's end, the result and what belongs to it are committed together. */
  private async call(turn: Turn, held: HeldClaim | null): Promise<AnalysisOutcome> {
    const { owner, input } = turn;
    const id = this.ids.next();
    try {
      const answered = await this.ask(turn, id);
      const row = this.toRow(turn, id, answered);
      const cache = input.cache === 'off' ? 'bypass' : 'miss';
      await this.journal.commit(owner, answered, async () => {
        await this.results.insert(owner, row);
        if (held) await this.claims.release(owner, held);
        await conclude(turn.conclusion, answered.end, { resultId: id, cache });
      });
      if (!answered.end.isWhole) throw answered.end.cause;
      if (row.stopReason === 'refusal') throw new RefusedError(id, row.claudeRequestId);
      const result = { ...row, tenantId: owner.tenantId, userId: owner.userId };
      return { result, cache, collapsed: false, isIdempotentReplay: false, ...this.replayableFor(result) };
    } catch (error) {
      // Released already where the answer was committed; where the database is away the claim ends with its lease.
      if (held) await this.claims.release(owner, held).catch(() => undefined);
      throw error;
    }
  }

  private async ask({ owner, request, cacheKey, context }: Turn, subjectId: string): Promise<Answered> {
    const { listener, signal } = context;
    const purpose = { kind: 'analysis' as const, subjectId, requestDigest: cacheKey };
    if (!listener) return this.journal.ask(owner, purpose, request, { signal });
    const text = new StorableStream((piece) => listener.text(subjectId, piece));
    const answered = await this.journal.ask(owner, purpose, request, { signal, onText: (piece) => text.write(piece) });
    text.end();
    return answered;
  }

  private toRow({ input, request, cacheKey }: Turn, id: string, { end }: Answered): Omit<Result, keyof Owner> {
    const parsed = parseAnswer(request.schema, end.reply.text);
    const isComplete = end.isWhole && this.cache.isReplayable(end.reply.stopReason, parsed !== undefined);
    return newResult(request, end.reply, {
      ...this.stamp(input, id),
      inputText: input.text,
      parsed: parsed ?? null,
      cacheKey: isComplete && input.cache !== 'off' ? cacheKey : null,
    });
  }

  /** The user's own answer as it is, or a copy of somebody's in the tenant: each history and each deletion stands alone. */
  private async replay({ owner, input, cacheKey, conclusion }: Turn): Promise<Result | null> {
    const since = this.cache.freshSince();
    if (since === null) return null;
    const own = await this.results.findOwnReplay(owner, cacheKey, since);
    const shared = own ?? (await this.results.findSharedReplay(owner, cacheKey, since));
    if (!shared) return null;
    if (own && !conclusion) return own;
    return this.unitOfWork.run(async () => {
      const copy = { ...shared, ...this.stamp(input, this.ids.next()), sourceId: shared.id };
      const result = own ?? (await this.results.insert(owner, copy));
      await conclusion?.done({ resultId: result.id, cache: 'hit' });
      return result;
    });
  }

  /** The first answer again, whatever has become of the cache since. */
  private async recall(owner: Owner, { resultId, cache }: Remembered): Promise<AnalysisOutcome> {
    const result = await this.results.findById(owner, resultId);
    if (!result) throw new ResultNotFoundError();
    if (result.stopReason === 'refusal') throw new RefusedError(result.id, result.claudeRequestId);
    return { result, cache, collapsed: false, isIdempotentReplay: true, ...this.replayableFor(result) };
  }

  private hit(result: Result, collapsed: boolean): AnalysisOutcome {
    return { result, cache: 'hit', collapsed, isIdempotentReplay: false, ...this.replayableFor(result) };
  }

  private toRequest(input: AnalysisInput): ClaudeRequest {
    return {
      model: input.model ?? this.claude.defaults.model,
      maxTokens: input.maxTokens ?? this.claude.defaults.maxTokens,
      system: input.system ?? null,
      messages: [{ role: 'user', content: input.text }],
      effort: input.effort ?? null,
      schema: input.schema ?? null,
    };
  }

  private stamp({ metadata = {} }: AnalysisInput, id: string): Pick<Result, 'id' | 'createdAt' | 'metadata'> {
    return { id, createdAt: this.clock.now(), metadata };
  }

  private replayableFor(result: Result): Pick<AnalysisOutcome, 'replayableForSeconds'> {
    const canBe = result.cacheKey !== null && this.cache.freshSince() !== null;
    return { replayableForSeconds: canBe ? this.cache.secondsLeft(result.answeredAt) : null };
  }
}

/** What a repeat under the same idempotency key gets. An answer that the client itself cut short is asked for again. */
async function conclude(conclusion: Conclusion<Remembered> | null, end: BilledEnd, outcome: Remembered): Promise<void> {
  if (end.isWhole) await conclusion?.done(outcome);
  else if (end.cause instanceof AppError) await conclusion?.failed(end.cause);
}
