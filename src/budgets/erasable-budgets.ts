import { Injectable } from '@nestjs/common';
import { END_OF_TIME, Erasable, type Owner } from '../common/index.js';
import { encodeInstant, returnedRows, tableOf, UnitOfWork } from '../database/index.js';
import { Budget } from './entities/budget.entity.js';

/** A user's own budget; what was spent still counts for the tenant's. */
@Injectable()
export class ErasableBudgets extends Erasable {
  readonly kind = 'budgets';

  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  /** There is one row at most. */
  erase({ tenantId, userId }: Owner, _most: number, _pseudonym: string, until: Date | null): Promise<number> {
    return this.unitOfWork.write(async (db) => {
      const answer = await db.sql<unknown[]>`
        DELETE FROM ${() => tableOf(db, Budget)}
         WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND updated_at <= ${encodeInstant(until ?? END_OF_TIME)}
         RETURNING period`;
      return returnedRows(answer).length;
    });
  }
}
