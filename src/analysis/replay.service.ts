import { Injectable } from '@nestjs/common';
import { CacheService, type Fresh } from '../cache/index.js';
import { type AuditDraft, AuditTrail, type Owner, RepriseEvents } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ReplayJournal } from '../journal/index.js';
import type { Result } from './entities/result.entity.js';
import { replayedPayload } from './event-payloads.js';
import { ResultRepository } from './result.repository.js';

/** A request that a stored answer may stand for. */
export interface ReplayRequest {
  readonly cacheKey: string;
  /** What a copy has of its own. */
  readonly stamp: Pick<Result, 'id' | 'createdAt' | 'metadata'>;
  readonly draft: AuditDraft;
  /** Work that belongs to the replay, in its transaction. */
  readonly whenFound?: ((resultId: string) => Promise<void>) | undefined;
}

/** Finds stored answers that may be given again, and notes that they are. */
@Injectable()
export class ReplayService {
  constructor(
    private readonly results: ResultRepository,
    private readonly cache: CacheService,
    private readonly journal: ReplayJournal,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /** The user's own answer as it is, or a copy of somebody's in the tenant: each history and each deletion stands alone. */
  async find(owner: Owner, request: ReplayRequest): Promise<Result | null> {
    const { cacheKey, whenFound } = request;
    const fresh = this.cache.fresh();
    if (fresh === null) return null;
    const answer = await this.results.findReplay(owner, cacheKey, fresh);
    if (!answer) return null;
    const own = answer.userId === owner.userId ? answer : null;
    if (own && !whenFound) {
      await this.count(owner, own, request);
      this.events.emit('analysis.replayed', owner, replayedPayload(own));
      await this.audit.note(owner, replayed(own, request));
      return own;
    }
    const result = await this.unitOfWork.run(async () => {
      const found = own ?? (await this.copy(owner, answer, request, fresh));
      if (!found) return null;
      await whenFound?.(found.id);
      await this.count(owner, found, request);
      // The copy is a row of its own, and so a change.
      if (isCopy(found, request)) await this.audit.record(owner, replayed(found, request));
      this.unitOfWork.afterCommit(() => this.events.emit('analysis.replayed', owner, replayedPayload(found)));
      return found;
    });
    if (result && !isCopy(result, request)) await this.audit.note(owner, replayed(result, request));
    return result;
  }

  /** Notes that what an earlier request with the same idempotency key got is given again. */
  recalled(owner: Owner, result: Result, draft: AuditDraft): Promise<void> {
    this.events.emit('analysis.replayed', owner, replayedPayload(result, true));
    return this.audit.note(owner, { ...replayed(result, { draft }), detail: { idempotent: true } });
  }

  /** Seconds for which a result can be replayed; `null` when it never will be. */
  secondsLeft({ cacheKey, answeredAt }: Result): number | null {
    const canBe = cacheKey !== null && this.cache.fresh() !== null;
    return canBe ? this.cache.secondsLeft(answeredAt) : null;
  }

  private count(owner: Owner, { id, model, costPicoUsd }: Result, { stamp }: ReplayRequest): Promise<void> {
    const { createdAt } = stamp;
    const replay = { kind: 'analysis', subjectId: id, model, savedPicoUsd: costPicoUsd, createdAt } as const;
    return this.journal.note(owner, replay);
  }

  /** One copy for each user, however many of its requests come at once. @returns `null` when the source is gone */
  private async copy(
    owner: Owner,
    source: Result,
    { cacheKey, stamp }: ReplayRequest,
    fresh: Fresh,
  ): Promise<Result | null> {
    if (!(await this.results.lock(owner, source.id))) return null;
    const own = await this.results.findOwnReplay(owner, cacheKey, fresh);
    return own ?? this.results.insert(owner, { ...source, ...stamp, sourceId: source.id });
  }
}

function isCopy({ id }: Result, { stamp }: ReplayRequest): boolean {
  return id === stamp.id;
}

function replayed({ id, inputText, result, model, sourceId }: Result, { draft }: Pick<ReplayRequest, 'draft'>) {
  const detail = { model, ...(sourceId !== null && { source_id: sourceId }) };
  return { id: draft.id, action: 'result.replayed', subjectId: id, sent: inputText, received: result, detail } as const;
}
