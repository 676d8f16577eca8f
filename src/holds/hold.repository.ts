import { Inject, Injectable } from '@nestjs/common';
import type { Owner } from '../common/index.js';
import { anyOf, Database, DIALECT, type Dialect, sql, TABLE_PREFIX } from '../database/index.js';
import { LegalHold } from './entities/legal-hold.entity.js';

/** A name that no other advisory lock of the database has, after the prefix of the tables. */
const LOCK = 'reprise/legal-holds/';

@Injectable()
export class HoldRepository {
  constructor(
    @Inject(DIALECT) private readonly dialect: Dialect,
    private readonly db: Database,
    @Inject(TABLE_PREFIX) private readonly prefix: string,
  ) {}

  find({ tenantId, userId }: Owner): Promise<LegalHold | null> {
    return this.db.findOne(LegalHold, sql`WHERE tenant_id = ${tenantId} AND user_id = ${userId}`);
  }

  /** Which of these users of a tenant are held. */
  async findHeld({ tenantId }: Pick<Owner, 'tenantId'>, userIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.db.rows<{ readonly user_id: string }>(
      sql`SELECT user_id FROM ${LegalHold} WHERE tenant_id = ${tenantId} AND user_id IN ${anyOf(userIds)}`,
    );
    return new Set(rows.map(({ user_id }) => user_id));
  }

  async isAnyHeld({ tenantId }: Pick<Owner, 'tenantId'>): Promise<boolean> {
    return (await this.db.findOne(LegalHold, sql`WHERE tenant_id = ${tenantId} LIMIT 1`)) !== null;
  }

  async put({ tenantId, userId }: Owner, { reason, heldAt, heldBy }: Omit<LegalHold, keyof Owner>): Promise<void> {
    const onConflict = sql`(tenant_id, user_id) DO UPDATE SET reason = excluded.reason, held_by = excluded.held_by`;
    await this.db.insert(LegalHold, [{ tenantId, userId, reason, heldAt, heldBy }], { onConflict });
  }

  /** @returns whether there was one */
  async delete({ tenantId, userId }: Owner): Promise<boolean> {
    return (await this.db.delete(LegalHold, sql`tenant_id = ${tenantId} AND user_id = ${userId}`)) === 1;
  }

  /** Until the surrounding transaction ends, no other transaction relies on which users of the tenant are held. */
  async lockForChange({ tenantId }: Pick<Owner, 'tenantId'>): Promise<void> {
    if (this.dialect === 'sqlite') return;
    const lock = this.prefix + LOCK + tenantId;
    await this.db.change(sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
  }

  /**
   * Until the surrounding transaction ends, no user of the tenant becomes held, so that what is read from now on stays true.
   * On SQLite a transaction that writes runs alone, and one that has read before another one's commit can no longer write, so
   * that no lock is needed.
   */
  async lockAsItIs({ tenantId }: Pick<Owner, 'tenantId'>): Promise<void> {
    if (this.dialect === 'sqlite') return;
    const lock = this.prefix + LOCK + tenantId;
    await this.db.change(sql`SELECT pg_advisory_xact_lock_shared(hashtextextended(${lock}, 0))`);
  }
}
