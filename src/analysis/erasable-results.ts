import { Injectable } from '@nestjs/common';
import { END_OF_TIME, Erasable, type Owner } from '../common/index.js';
import { encodeInstant, returnedRows, tableOf, UnitOfWork } from '../database/index.js';
import { Result } from './entities/result.entity.js';
import { ResultSearch } from './result-search.js';

/** A user's results, and by what they are found. They are what is replayed: there is no other cache. */
@Injectable()
export class ErasableResults extends Erasable {
  readonly kind = 'results';

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: ResultSearch,
  ) {
    super();
  }

  erase({ tenantId, userId }: Owner, most: number, _pseudonym: string, until: Date | null): Promise<number> {
    return this.unitOfWork.write(async (db) => {
      const answer = await db.sql<{ id: string }[]>`
        DELETE FROM ${() => tableOf(db, Result)} WHERE id IN (
          SELECT id FROM ${() => tableOf(db, Result)}
           WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND created_at <= ${encodeInstant(until ?? END_OF_TIME)}
           LIMIT ${most}) RETURNING id`;
      const gone = returnedRows(answer);
      for (const { id } of gone) await this.search.remove(db, id);
      return gone.length;
    });
  }

  override scrub(step: number): Promise<boolean> {
    return this.unitOfWork.run(() => this.unitOfWork.write((db) => this.search.scrub(db, step)));
  }
}
