import { Injectable } from '@nestjs/common';
import { END_OF_TIME, Erasable, type Owner } from '../common/index.js';
import { encodeInstant, returnedRows, tableOf, UnitOfWork } from '../database/index.js';
import { ApiKey } from './entities/api-key.entity.js';

/** The API keys that are bound to a user: from then on they count nowhere. */
@Injectable()
export class ErasableKeys extends Erasable {
  readonly kind = 'api_keys';

  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  erase({ tenantId, userId }: Owner, most: number, _pseudonym: string, until: Date | null): Promise<number> {
    return this.unitOfWork.write(async (db) => {
      const answer = await db.sql<unknown[]>`
        DELETE FROM ${() => tableOf(db, ApiKey)} WHERE id IN (
          SELECT id FROM ${() => tableOf(db, ApiKey)}
           WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND created_at <= ${encodeInstant(until ?? END_OF_TIME)}
           LIMIT ${most}) RETURNING id`;
      return returnedRows(answer).length;
    });
  }
}
