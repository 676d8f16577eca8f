import { Injectable } from '@nestjs/common';
import { type CacheMode, CacheService } from '../cache/index.js';
import { type ClaudeRequest, ClaudeService, type Effort, type JsonObject } from '../claude/index.js';
import {
  Clock,
  IdGenerator,
  type Owner,
  type Page,
  type PageRequest,
  type Reach,
  ValidationFailedError,
} from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { RefusedError, ResultNotFoundError } from './analysis.errors.js';
import type { Result } from './entities/result.entity.js';
import { newResult, parseAnswer } from './new-result.js';
import { ResultRepository } from './result.repository.js';
import { queryTerms } from './search/search-terms.js';

export interface AnalysisInput {
  /** 1–200,000 characters. */
  readonly text: string;
  readonly system?: string | undefined;
  /** @default the module's default model */
  readonly model?: string | undefined;
  /** Upper bound of the answer, in tokens. @default the module's default */
  readonly maxTokens?: number | undefined;
  readonly effort?: Effort | undefined;
  /** JSON Schema of a structured answer. */
  readonly schema?: JsonObject | undefined;
  /** @default 'use' */
  readonly cache?: CacheMode | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

export interface HistoryQuery {
  /** Words a result must have, in its input or its answer. */
  readonly q?: string | undefined;
  readonly model?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** How an analysis was answered. */
export interface AnalysisOutcome {
  readonly result: Result;
  /** `hit`: replayed, nothing billed; `miss`: Claude was asked; `bypass`: Claude was asked, and replays were off. */
  readonly cache: 'hit' | 'miss' | 'bypass';
  /** Seconds for which the answer can be replayed; `null` when it never will be. */
  readonly replayableForSeconds: number | null;
}

@Injectable()
export class AnalysisService {
  constructor(
    private readonly results: ResultRepository,
    private readonly claude: ClaudeService,
    private readonly cache: CacheService,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers from a stored result where that is allowed, else asks Claude and stores what it says.
   * @throws RefusedError when Claude declines, with the stored result's id
   * @throws an error of the Claude room when Claude gives no answer
   * @throws DatabaseUnavailableError
   */
  async analyze(owner: Owner, input: AnalysisInput): Promise<AnalysisOutcome> {
    const request = this.toRequest(input);
    const cacheKey = this.cache.keyFor(owner, request);
    const mode = input.cache ?? 'use';
    const replay = mode === 'use' ? await this.replay(owner, input, cacheKey) : null;
    if (replay) return { result: replay, cache: 'hit', ...this.replayableFor(replay) };

    const reply = await this.claude.complete(request);
    const parsed = parseAnswer(request.schema, reply.text);
    const isReplayable = mode !== 'off' && this.cache.isReplayable(reply.stopReason, parsed !== undefined);
    const row = newResult(request, reply, {
      ...this.stamp(input),
      inputText: input.text,
      parsed: parsed ?? null,
      cacheKey: isReplayable ? cacheKey : null,
    });
    const result = await this.unitOfWork.run(() => this.results.insert(owner, row));
    if (result.stopReason === 'refusal') throw new RefusedError(result.id, result.claudeRequestId);
    return { result, cache: mode === 'off' ? 'bypass' : 'miss', ...this.replayableFor(result) };
  }

  /** @throws ResultNotFoundError also for a result of somebody else */
  async getOrThrow(reach: Reach, id: string): Promise<Result> {
    const result = await this.results.findById(reach, id);
    if (!result) throw new ResultNotFoundError();
    return result;
  }

  /** A user's results, newest first. */
  history(owner: Owner, query: HistoryQuery, page: PageRequest): Promise<Page<Result>> {
    const { q, ...filter } = query;
    const terms = q === undefined ? [] : queryTerms(q);
    if (q !== undefined && terms.length === 0) {
      const message = 'must hold a letter, a digit or an emoji to search for';
      throw new ValidationFailedError(`q ${message}.`, { errors: [{ field: 'q', message }] });
    }
    return this.results.findHistory(owner, { ...filter, terms }, page);
  }

  /** Deletes a result for good; it is never replayed again. @throws ResultNotFoundError */
  async delete(reach: Reach, id: string): Promise<void> {
    const found = await this.unitOfWork.run(() => this.results.delete(reach, id));
    if (!found) throw new ResultNotFoundError();
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

  /** The user's own answer as it is, or a copy of somebody's in the tenant: each history and each deletion stands alone. */
  private async replay(owner: Owner, input: AnalysisInput, cacheKey: string): Promise<Result | null> {
    const since = this.cache.freshSince();
    if (since === null) return null;
    const own = await this.results.findOwnReplay(owner, cacheKey, since);
    if (own) return own;
    const shared = await this.results.findSharedReplay(owner, cacheKey, since);
    if (!shared) return null;
    const copy = { ...shared, ...this.stamp(input), sourceId: shared.id };
    return this.unitOfWork.run(() => this.results.insert(owner, copy));
  }

  private stamp({ metadata = {} }: AnalysisInput): Pick<Result, 'id' | 'createdAt' | 'metadata'> {
    return { id: this.ids.next(), createdAt: this.clock.now(), metadata };
  }

  private replayableFor(result: Result): { replayableForSeconds: number | null } {
    const canBe = result.cacheKey !== null && this.cache.freshSince() !== null;
    return { replayableForSeconds: canBe ? this.cache.secondsLeft(result.answeredAt) : null };
  }
}
