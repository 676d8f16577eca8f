import { Injectable } from '@nestjs/common';
import { END_OF_TIME, Erasable, type Owner } from '../common/index.js';
import { Database, sql } from '../database/index.js';
import { UserPreferences } from './entities/user-preferences.entity.js';

@Injectable()
export class ErasablePreferences extends Erasable {
  readonly kind = 'preferences';

  constructor(private readonly db: Database) {
    super();
  }

  /** There is one row at most. */
  erase({ tenantId, userId }: Owner, _most: number, _pseudonym: string, until: Date | null): Promise<number> {
    const updatedUntil = until ?? END_OF_TIME;
    return this.db.delete(
      UserPreferences,
      sql`tenant_id = ${tenantId} AND user_id = ${userId} AND updated_at <= ${updatedUntil}`,
    );
  }
}
