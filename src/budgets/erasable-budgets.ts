import { Injectable } from '@nestjs/common';
import { END_OF_TIME, Erasable, type Owner } from '../common/index.js';
import { Database, sql } from '../database/index.js';
import { Budget } from './entities/budget.entity.js';

/** A user's own budget; what was spent still counts for the tenant's. */
@Injectable()
export class ErasableBudgets extends Erasable {
  readonly kind = 'budgets';

  constructor(private readonly db: Database) {
    super();
  }

  /** There is one row at most. */
  erase({ tenantId, userId }: Owner, _most: number, _pseudonym: string, until: Date | null): Promise<number> {
    return this.db.delete(
      Budget,
      sql`tenant_id = ${tenantId} AND user_id = ${userId} AND updated_at <= ${until ?? END_OF_TIME}`,
    );
  }
}
