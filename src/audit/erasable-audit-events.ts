import { Injectable } from '@nestjs/common';
import { Erasable, erasureIdOf, lowestIdAt, type Owner } from '../common/index.js';
import { returnedRows, tableOf, UnitOfWork } from '../database/index.js';
import { AuditEvent } from './entities/audit-event.entity.js';

/** Above every id. */
const LAST = 'g';

/**
 * The records about a user stay, and so does their chain. Who it was about is taken out of them, and with the salt
 * everything by which somebody could be told from their digests.
 */
@Injectable()
export class ErasableAuditEvents extends Erasable {
  readonly kind = 'audit_records';

  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  /** A record has its id from when its request came, however late it is written. */
  erase({ tenantId, userId }: Owner, most: number, pseudonym: string, until: Date | null): Promise<number> {
    const before = until === null ? LAST : lowestIdAt(new Date(until.getTime() + 1));
    return this.unitOfWork.write(async (db) => {
      const answer = await db.sql<unknown[]>`
        UPDATE ${() => tableOf(db, AuditEvent)} SET user_id = NULL, request_id = NULL, salt = NULL, erasure_id = ${erasureIdOf(pseudonym)},
          actor_subject = CASE WHEN actor_role = 'user' THEN NULL ELSE actor_subject END,
          actor_address = CASE WHEN actor_role = 'user' THEN NULL ELSE actor_address END
         WHERE id IN (
          SELECT id FROM ${() => tableOf(db, AuditEvent)} WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND id < ${before}
           ORDER BY id LIMIT ${most}) RETURNING id`;
      return returnedRows(answer).length;
    });
  }
}
