import { Injectable } from '@nestjs/common';
import { type Aged, Expirable, lowestIdAt } from '../common/index.js';
import { encodeInstant, returnedRows, tableOf, UnitOfWork } from '../database/index.js';
import { Result } from './entities/result.entity.js';
import { ResultSearch } from './result-search.js';

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly user_id: string;
}

/** Results expire one by one. A result that is gone is in no history, found by no search, and never replayed. */
@Injectable()
export class ExpirableResults extends Expirable {
  readonly kind = 'results';
  readonly term = 'content';

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: ResultSearch,
  ) {
    super();
  }

  /** An id is never younger than its row, so that the primary key finds the old ones. */
  async findAged(before: Date, after: string | null, most: number): Promise<Aged[]> {
    const rows = await this.unitOfWork.read(
      (db) => db.sql<Row[]>`
        SELECT id, tenant_id, user_id FROM ${() => tableOf(db, Result)}
         WHERE id > ${after ?? ''} AND id < ${lowestIdAt(before)} AND created_at < ${encodeInstant(before)}
         ORDER BY id LIMIT ${most}`,
    );
    return rows.map(({ id, tenant_id, user_id }) => ({ id, place: id, tenantId: tenant_id, userId: user_id }));
  }

  expire(aged: readonly Aged[]): Promise<Aged[]> {
    const ids = aged.map(({ id }) => id);
    return this.unitOfWork.write(async (db) => {
      const answer = await db.sql<
        { id: string }[]
      >`DELETE FROM ${() => tableOf(db, Result)} WHERE id IN (${() => ids}) RETURNING id`;
      const gone = new Set(returnedRows(answer).map(({ id }) => id));
      for (const id of gone) await this.search.remove(db, id);
      return aged.filter(({ id }) => gone.has(id));
    });
  }

  async backlog(before: Date, after: string | null, most: number): Promise<number> {
    const [row] = await this.unitOfWork.read(
      (db) => db.sql<{ count: string }[]>`
        SELECT count(*) AS count FROM (
          SELECT 1 FROM ${() => tableOf(db, Result)}
           WHERE id > ${after ?? ''} AND id < ${lowestIdAt(before)} AND created_at < ${encodeInstant(before)}
           LIMIT ${most}) AS counted`,
    );
    return Number(row?.count);
  }
}
