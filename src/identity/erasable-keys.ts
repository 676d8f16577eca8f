import { Injectable } from '@nestjs/common';
import { END_OF_TIME, Erasable, type Owner } from '../common/index.js';
import { Database, sql } from '../database/index.js';
import { ApiKey } from './entities/api-key.entity.js';

/** The API keys that are bound to a user: once deleted, they are refused. */
@Injectable()
export class ErasableKeys extends Erasable {
  readonly kind = 'api_keys';

  constructor(private readonly db: Database) {
    super();
  }

  erase({ tenantId, userId }: Owner, most: number, _pseudonym: string, until: Date | null): Promise<number> {
    const which = sql`
      SELECT id FROM ${ApiKey}
       WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND created_at <= ${until ?? END_OF_TIME} LIMIT ${most}`;
    return this.db.delete(ApiKey, sql`id IN (${which})`);
  }
}
