import { Injectable } from '@nestjs/common';
import { Erasable, erasureIdOf, lowestIdAt, type Owner } from '../common/index.js';
import { Database, sql } from '../database/index.js';
import { AuditEvent } from './entities/audit-event.entity.js';

/** Sorts after every id. */
const AFTER_ALL_IDS = 'g';

/**
 * Anonymizes the records about a user. The records and their chain stay; the user's name, and with the salt the means to test
 * a name against their digests, are removed.
 */
@Injectable()
export class ErasableAuditEvents extends Erasable {
  readonly kind = 'audit_records';

  constructor(private readonly db: Database) {
    super();
  }

  /** The id of a record is from the time of its request, however late the record is written. */
  async erase({ tenantId, userId }: Owner, most: number, pseudonym: string, until: Date | null): Promise<number> {
    const before = until === null ? AFTER_ALL_IDS : lowestIdAt(new Date(until.getTime() + 1));
    const anonymized = await this.db.change(sql`
      UPDATE ${AuditEvent} SET user_id = NULL, request_id = NULL, salt = NULL, erasure_id = ${erasureIdOf(pseudonym)},
        actor_subject = CASE WHEN actor_role = 'user' THEN NULL ELSE actor_subject END,
        actor_address = CASE WHEN actor_role = 'user' THEN NULL ELSE actor_address END
       WHERE id IN (
        SELECT id FROM ${AuditEvent} WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND id < ${before}
         ORDER BY id LIMIT ${most}) RETURNING id`);
    return anonymized.length;
  }
}
