import { Injectable } from '@nestjs/common';
import { CacheService } from '../cache/index.js';
import type { Owner } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ReplayJournal } from '../journal/index.js';
import type { Result } from './entities/result.entity.js';
import { ResultRepository } from './result.repository.js';

/** A request that a stored answer may stand for. */
export interface ReplayRequest {
  readonly cacheKey: string;
  /** What a copy has of its own. */
  readonly stamp: Pick<Result, 'id' | 'createdAt' | 'metadata'>;
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
  ) {}

  /** The user's own answer as it is, or a copy of somebody's in the tenant: each history and each deletion stands alone. */
  async find(owner: Owner, { cacheKey, stamp, whenFound }: ReplayRequest): Promise<Result | null> {
    const since = this.cache.freshSince();
    if (since === null) return null;
    const own = await this.results.findOwnReplay(owner, cacheKey, since);
    if (own && !whenFound) {
      await this.note(owner, own, stamp.createdAt);
      return own;
    }
    const shared = own ?? (await this.results.findSharedReplay(owner, cacheKey, since));
    if (!shared) return null;
    return this.unitOfWork.run(async () => {
      const result = own ?? (await this.copy(owner, shared, cacheKey, { since, stamp }));
      if (!result) return null;
      await whenFound?.(result.id);
      await this.note(owner, result, stamp.createdAt);
      return result;
    });
  }

  /** Seconds for which a result can be replayed; `null` when it never will be. */
  secondsLeft({ cacheKey, answeredAt }: Result): number | null {
    const canBe = cacheKey !== null && this.cache.freshSince() !== null;
    return canBe ? this.cache.secondsLeft(answeredAt) : null;
  }

  private note(owner: Owner, { id, model, costPicoUsd }: Result, createdAt: Date): Promise<void> {
    const replay = { kind: 'analysis', subjectId: id, model, savedPicoUsd: costPicoUsd, createdAt } as const;
    return this.journal.note(owner, replay);
  }

  /** One copy for each user, however many of its requests come at once. @returns `null` when the source is gone */
  private async copy(
    owner: Owner,
    source: Result,
    cacheKey: string,
    { since, stamp }: { readonly since: Date; readonly stamp: ReplayRequest['stamp'] },
  ): Promise<Result | null> {
    if (!(await this.results.lock(owner, source.id))) return null;
    const own = await this.results.findOwnReplay(owner, cacheKey, since);
    return own ?? this.results.insert(owner, { ...source, ...stamp, sourceId: source.id });
  }
}
