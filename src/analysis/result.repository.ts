import { Injectable } from '@nestjs/common';
import type { EntityManager, FindOptionsWhere, SelectQueryBuilder } from 'typeorm';
import type { Fresh } from '../cache/index.js';
import {
  type Owner,
  type Page,
  pageOf,
  type PageRequest,
  type AccessScope,
  rowsThatFit,
  USUAL_LIMIT,
} from '../common/index.js';
import {
  countFitting,
  countFittingOf,
  encodeInstant,
  findRows,
  insertRows,
  SqlValues,
  tableOf,
  UnitOfWork,
} from '../database/index.js';
import { ContentEncryption, type ContentKey, type Proof } from '../encryption/index.js';
import { findMatches } from '../search/index.js';
import { Result } from './entities/result.entity.js';
import { PROTECTED_RESULTS } from './protected-results.js';
import { type HistoryFilter, newestAnswer, newestFirst, ownedIn, placeOf, sharedIn } from './result-queries.js';
import { documentOf, ResultSearch } from './result-search.js';

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
      await insertRows(db, Result, [key?.seal(PROTECTED_RESULTS, row) ?? row]);
      await this.search.index(db, owner, [documentOf(row)], key?.hide);
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

  async findById(scope: AccessScope, id: string, proof?: Proof): Promise<Result | null> {
    const row = await this.unitOfWork.read((db) => db.findOne(Result, { where: within(scope, id) }));
    return this.encryption.openOne(PROTECTED_RESULTS, row, proof);
  }

  /** @returns whether there was such a result. */
  delete(scope: AccessScope, id: string): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.delete(Result, within(scope, id));
      if (!affected) return false;
      await this.search.remove(db, id);
      return true;
    });
  }

  /** The owner's results, newest first. */
  async findHistory(owner: Owner, filter: HistoryFilter, page: PageRequest): Promise<Page<Result>> {
    const { rows, next } = isUsual(filter, page)
      ? await this.findUsual(owner, filter, page)
      : await this.findFiltered(owner, filter, page);
    return { rows: await this.encryption.openReadable(PROTECTED_RESULTS, rows), next };
  }

  /** What most ask for is looked up together with what others do. */
  private async findUsual(owner: Owner, filter: HistoryFilter, page: PageRequest): Promise<Page<Result>> {
    // Written out, so that the planner knows how few they are.
    const found = await this.unitOfWork.lookUpAll(
      Result,
      (values) => `${newestFirst(values, owner, filter, page.after)} LIMIT ${page.limit + 1}`,
    );
    return pageOf(found, rowsThatFit(found, bytesOf, page.limit), placeOf);
  }

  private async findFiltered(owner: Owner, filter: HistoryFilter, page: PageRequest): Promise<Page<Result>> {
    const key = filter.terms.length > 0 ? await this.encryption.forReading(owner) : null;
    return this.unitOfWork.read(async (db) => {
      const ids = filter.terms.length > 0 ? await this.findIds(db, owner, filter, page, key) : null;
      if (ids?.length === 0) return { rows: [], next: null };
      const which = (values: SqlValues) => newestFirst(values, owner, filter, page.after, ids);
      const limit = await countFitting(db, Result, which, page.limit);
      const found = await findRows(db, Result, (values) => `${which(values)} LIMIT ${values.place(limit + 1)}`, {
        isOneOfMany: ids !== null,
      });
      return pageOf(found, limit, placeOf);
    });
  }

  /** The same, oldest first, to read all of them. */
  async findOldestFirst(owner: Owner, page: PageRequest): Promise<Page<Result>> {
    const { rows, next } = await this.unitOfWork.read(async (db) => {
      const query = ownedBy(db, owner).orderBy('r.createdAt', 'ASC').addOrderBy('r.id', 'ASC');
      if (page.after !== null) {
        const place = { afterAt: encodeInstant(page.after.at), afterId: page.after.id };
        query.andWhere('(r.createdAt, r.id) > (:afterAt, :afterId)', place);
      }
      const limit = await countFittingOf(db, Result, query, page.limit);
      return pageOf(await query.limit(limit + 1).getMany(), limit, placeOf);
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
    return findMatches<Pick<Result, 'id' | 'createdAt'>>({
      page,
      placeOf,
      few: (most) => this.search.findFew(db, owner, filter.terms, most, key?.hide),
      among: (ids) => this.search.findAmong(db, owner, filter.terms, ids, key?.hide),
      stretch: (after, size) =>
        placesOf(db, (values) => `${newestFirst(values, owner, filter, after)} LIMIT ${values.place(size)}`),
    });
  }

  /** The owner's newest answer under this key that may be replayed, be it its own or a copy. */
  findOwnReplay(owner: Owner, cacheKey: string, fresh: Fresh): Promise<Result | null> {
    return this.findAnswer((values) => newestAnswer(values, ownedIn(values, owner), cacheKey, fresh));
  }

  /**
   * The same; if the owner has none, the newest original of the whole tenant. Copies are replayed to their own user only.
   */
  findReplay(owner: Owner, cacheKey: string, fresh: Fresh): Promise<Result | null> {
    return this.findAnswer((values) => {
      const newest = (whose: string) =>
        `(SELECT id FROM ${tableOf(values.db, Result)} ${newestAnswer(values, whose, cacheKey, fresh)})`;
      const own = newest(ownedIn(values, owner));
      const shared = newest(sharedIn(values, owner));
      return `WHERE id = COALESCE(${own}, ${shared})`;
    });
  }

  /** One that is not authenticated whole stands for nothing: Claude is asked again. */
  private async findAnswer(rest: (values: SqlValues) => string): Promise<Result | null> {
    const row = await this.unitOfWork.lookUp(Result, rest);
    const [answer] = await this.encryption.openReadable(PROTECTED_RESULTS, row ? [row] : [], 'whole');
    return answer ?? null;
  }
}

/** Of the default length and not filtered: that statement is prepared. */
function isUsual({ terms, model, from, to }: HistoryFilter, { limit }: PageRequest): boolean {
  const isWhole = terms.length === 0 && model === undefined && from === undefined && to === undefined;
  return isWhole && limit === USUAL_LIMIT;
}

/** About as many as its texts are stored in; what was made of the answer is as long as the answer, or shorter. */
function bytesOf({ inputText, system, result }: Result): number {
  return inputText.length + (system?.length ?? 0) + 3 * result.length;
}

function within({ tenantId, userId }: AccessScope, id: string): FindOptionsWhere<Result> {
  return userId === null ? { id, tenantId } : { id, tenantId, userId };
}

function ownedBy(db: EntityManager, { tenantId, userId }: Owner): SelectQueryBuilder<Result> {
  return db
    .createQueryBuilder(Result, 'r')
    .where('r.tenantId = :tenantId AND r.userId = :userId', { tenantId, userId });
}

/** Where results are in the history, without what they say. */
async function placesOf(
  db: EntityManager,
  rest: (values: SqlValues) => string,
): Promise<Pick<Result, 'id' | 'createdAt'>[]> {
  const values = new SqlValues(db);
  const sql = `SELECT id, created_at FROM ${tableOf(db, Result)} ${rest(values)}`;
  const rows = await db.query<{ id: string; created_at: string }[]>(sql, values.all);
  return rows.map(({ id, created_at }) => ({ id, createdAt: new Date(created_at) }));
}
