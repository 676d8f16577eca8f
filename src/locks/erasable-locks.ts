import { Injectable } from '@nestjs/common';
import { Erasable, type Owner } from '../common/index.js';
import { Database, sql } from '../database/index.js';
import { Lock } from './entities/lock.entity.js';
import { LockSignals } from './signals/lock-signals.js';

/** What idempotency keys of a user's requests remember, and what its requests hold. */
@Injectable()
export class ErasableLocks extends Erasable {
  readonly kind = 'idempotency_keys';

  constructor(
    private readonly db: Database,
    private readonly signals: LockSignals,
  ) {
    super();
  }

  /**
   * Nothing comes too late: an outcome is only kept where there is a lock still. Who waits for a request of the user's
   * is woken, and asks for itself.
   */
  async erase({ tenantId, userId }: Owner, most: number, _pseudonym: string, until: Date | null): Promise<number> {
    if (until !== null) return 0;
    const gone = await this.db.change<Pick<Lock, 'id'>>(sql`
      DELETE FROM ${Lock} WHERE id IN (
        SELECT id FROM ${Lock} WHERE tenant_id = ${tenantId} AND user_id = ${userId} LIMIT ${most}) RETURNING id`);
    for (const { id } of gone) await this.signals.announce(id);
    return gone.length;
  }
}
