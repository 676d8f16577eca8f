import { Injectable } from '@nestjs/common';
import type { EntityManager, FindOptionsWhere, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type Keyset, type Owner, type Page, pageOf, type PageRequest, type Reach } from '../common/index.js';
import { encodeInstant, UnitOfWork } from '../database/index.js';
import { ContentEncryption, type ContentKey } from '../encryption/index.js';
import { findMatches } from '../search/index.js';
import { Result } from './entities/result.entity.js';
import { PROTECTED_RESULTS } from './protected-results.js';
import { ResultSearch } from './result-search.js';

export interface HistoryFilter {
  /** Terms of which a result must have every one. */
  readonly terms: readonly string[];
  readonly model?: string | undefined;
  /** The first instant that counts. */
  readonly from?: Date | undefined;
  /** The first instant that no longer counts. */
  readonly to?: Date | undefined;
}

@Injectable()
export class ResultRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: ResultSearch,
    private readonly encryption: ContentEncryption,
  ) {}

  async insert(owner: Owner, result: Omit<Result, 'tenantId' | 'userId'>): Promise<Result> {
    const row: Result = { ...result, tenantId: owner.tenantId, userId: owner.userId };
    const key = await this.encryption.forWriting(owner);
    await this.unitOfWork.write(async (db) => {
      // TypeORM's type for the values of an insert does not end on a recursive type such as JSON.
      await db.insert<ObjectLiteral>(Result, key?.seal(PROTECTED_RESULTS, row) ?? row);
      const text = `${row.inputText}\n${row.result}`;
      await this.search.index(db, owner, [{ id: row.id, subjectId: row.id, text }], key?.hide);
    });
    return row;
  }

  /** Keeps others from doing the same until the surrounding transaction ends. @returns whether it is still there. */
  lock({ tenantId }: Owner, id: string): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.update(Result, { id, tenantId }, { sourceId: () => 'source_id' });
      return affected === 1;
    });
  }

  async findById(reach: Reach, id: string): Promise<Result | null> {
    const row = await this.unitOfWork.read((db) => db.findOne(Result, { where: within(reach, id) }));
    return this.encryption.openOne(PROTECTED_RESULTS, row);
  }

  /** @returns whether there was such a result. */
  delete(reach: Reach, id: string): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.delete(Result, within(reach, id));
      if (!affected) return false;
      await this.search.remove(db, id);
      return true;
    });
  }

  /** The owner's results, newest first. */
  async findHistory(owner: Owner, filter: HistoryFilter, page: PageRequest): Promise<Page<Result>> {
    const key = filter.terms.length > 0 ? await this.encryption.forReading(owner) : null;
    const { rows, next } = await this.unitOfWork.read(async (db) => {
      const query = newestFirst(db, owner, filter, page.after).limit(page.limit + 1);
      if (filter.terms.length > 0) {
        const ids = await this.findIds(db, owner, filter, page, key);
        if (ids.length === 0) return { rows: [], next: null };
        query.andWhere('r.id IN (:...ids)', { ids });
      }
      return pageOf(await query.getMany(), page.limit, placeOf);
    });
    return { rows: await this.encryption.openReadable(PROTECTED_RESULTS, rows), next };
  }

  /** The same, oldest first, for whoever reads all of them. */
  async findOldestFirst(owner: Owner, { limit, after }: PageRequest): Promise<Page<Result>> {
    const { rows, next } = await this.unitOfWork.read(async (db) => {
      const query = ownedBy(db, owner)
        .orderBy('r.createdAt', 'ASC')
        .addOrderBy('r.id', 'ASC')
        .limit(limit + 1);
      if (after !== null) {
        const place = { afterAt: encodeInstant(after.at), afterId: after.id };
        query.andWhere('(r.createdAt, r.id) > (:afterAt, :afterId)', place);
      }
      return pageOf(await query.getMany(), limit, placeOf);
    });
    return { rows: await this.encryption.open(PROTECTED_RESULTS, rows), next };
  }

  private findIds(
    db: EntityManager,
    owner: Owner,
    filter: HistoryFilter,
    page: PageRequest,
    key: ContentKey | null,
  ): Promise<string[]> {
    return findMatches<Result>({
      page,
      placeOf,
      few: (most) => this.search.findFew(db, owner, filter.terms, most, key?.hide),
      among: (ids) => this.search.findAmong(db, owner, filter.terms, ids, key?.hide),
      stretch: (after, size) =>
        newestFirst(db, owner, filter, after).select(['r.id', 'r.createdAt']).limit(size).getMany(),
    });
  }

  /** The owner's newest answer under this key that is not older than `since`, be it its own or a copy. */
  async findOwnReplay(owner: Owner, cacheKey: string, since: Date): Promise<Result | null> {
    return this.openAnswer(await this.unitOfWork.read((db) => newestAnswer(ownedBy(db, owner), cacheKey, since)));
  }

  /** The same among the originals of everybody in the tenant: a copy stands for its own user only. */
  async findSharedReplay({ tenantId }: Owner, cacheKey: string, since: Date): Promise<Result | null> {
    const row = await this.unitOfWork.read((db) => {
      const query = db
        .createQueryBuilder(Result, 'r')
        .where('r.tenantId = :tenantId AND r.sourceId IS NULL', { tenantId });
      return newestAnswer(query, cacheKey, since);
    });
    return this.openAnswer(row);
  }

  /** One that cannot be read stands for nothing: Claude is asked again. */
  private async openAnswer(row: Result | null): Promise<Result | null> {
    const [answer] = await this.encryption.openReadable(PROTECTED_RESULTS, row ? [row] : []);
    return answer ?? null;
  }
}

function within({ tenantId, userId }: Reach, id: string): FindOptionsWhere<Result> {
  return userId === null ? { id, tenantId } : { id, tenantId, userId };
}

function ownedBy(db: EntityManager, { tenantId, userId }: Owner): SelectQueryBuilder<Result> {
  return db
    .createQueryBuilder(Result, 'r')
    .where('r.tenantId = :tenantId AND r.userId = :userId', { tenantId, userId });
}

function newestFirst(
  db: EntityManager,
  owner: Owner,
  { model, from, to }: HistoryFilter,
  after: Keyset | null,
): SelectQueryBuilder<Result> {
  const query = ownedBy(db, owner).orderBy('r.createdAt', 'DESC').addOrderBy('r.id', 'DESC');
  if (model !== undefined) query.andWhere('r.model = :model', { model });
  if (from !== undefined) query.andWhere('r.createdAt >= :from', { from: encodeInstant(from) });
  if (to !== undefined) query.andWhere('r.createdAt < :to', { to: encodeInstant(to) });
  if (after !== null) {
    // A row comparison, unlike `a < x OR (a = x AND b < y)`, is one range of the index.
    const { at, id } = after;
    query.andWhere('(r.createdAt, r.id) < (:afterAt, :afterId)', { afterAt: encodeInstant(at), afterId: id });
  }
  return query;
}

function placeOf({ createdAt, id }: Result): Keyset {
  return { at: createdAt, id };
}

function newestAnswer(query: SelectQueryBuilder<Result>, cacheKey: string, since: Date): Promise<Result | null> {
  return query
    .andWhere('r.cacheKey = :cacheKey AND r.answeredAt >= :since', { cacheKey, since: encodeInstant(since) })
    .orderBy('r.answeredAt', 'DESC')
    .limit(1)
    .getOne();
}
