import { Inject, Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Owner } from '../common/index.js';
import { DIALECT, type Dialect, encodeInstant, TABLE_PREFIX, tableOf, UnitOfWork } from '../database/index.js';
import { LegalHold } from './entities/legal-hold.entity.js';

/** Any name no other advisory lock of the same database has, behind the prefix of the tables. */
const LOCK = 'reprise/legal-holds/';

@Injectable()
export class HoldRepository {
  constructor(
    @Inject(DIALECT) private readonly dialect: Dialect,
    private readonly unitOfWork: UnitOfWork,
    @Inject(TABLE_PREFIX) private readonly prefix: string,
  ) {}

  find({ tenantId, userId }: Owner): Promise<LegalHold | null> {
    return this.unitOfWork.read((db) => db.findOne(LegalHold, { where: { tenantId, userId } }));
  }

  /** Those of these users of a tenant that are held. */
  async findHeld({ tenantId }: Pick<Owner, 'tenantId'>, userIds: readonly string[]): Promise<Set<string>> {
    const where = { tenantId, userId: In([...userIds]) };
    const rows = await this.unitOfWork.read((db) => db.find(LegalHold, { where, select: { userId: true } }));
    return new Set(rows.map(({ userId }) => userId));
  }

  isAnyHeld({ tenantId }: Pick<Owner, 'tenantId'>): Promise<boolean> {
    return this.unitOfWork.read((db) => db.exists(LegalHold, { where: { tenantId } }));
  }

  async put(owner: Owner, { reason, heldAt, heldBy }: Omit<LegalHold, keyof Owner>): Promise<void> {
    await this.unitOfWork.write(
      (db) => db.sql`
        INSERT INTO ${() => tableOf(db, LegalHold)} (tenant_id, user_id, reason, held_at, held_by)
        VALUES (${owner.tenantId}, ${owner.userId}, ${reason}, ${encodeInstant(heldAt)}, ${heldBy})
        ON CONFLICT (tenant_id, user_id) DO UPDATE SET reason = excluded.reason, held_by = excluded.held_by`,
    );
  }

  /** @returns whether there was one */
  delete({ tenantId, userId }: Owner): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.delete(LegalHold, { tenantId, userId });
      return affected === 1;
    });
  }

  /** Until the surrounding transaction ends nobody else is in one that relies on which users of the tenant are held. */
  async lockForChange({ tenantId }: Pick<Owner, 'tenantId'>): Promise<void> {
    if (this.dialect === 'sqlite') return;
    const lock = this.prefix + LOCK + tenantId;
    await this.unitOfWork.write((db) => db.sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
  }

  /**
   * Until the surrounding transaction ends no user of the tenant becomes held; what is read from now on stays true. On
   * SQLite, where a transaction that writes is alone, and one that has read before somebody else's commit cannot write
   * any more, there is nothing to do.
   */
  async lockAsItIs({ tenantId }: Pick<Owner, 'tenantId'>): Promise<void> {
    if (this.dialect === 'sqlite') return;
    const lock = this.prefix + LOCK + tenantId;
    await this.unitOfWork.write((db) => db.sql`SELECT pg_advisory_xact_lock_shared(hashtextextended(${lock}, 0))`);
  }
}
