import { Injectable } from '@nestjs/common';
import type { Owner, AccessScope } from '../../common/index.js';
import { Database, sql } from '../../database/index.js';
import { Erasure } from '../entities/erasure.entity.js';

/** An erasure that is in progress, or not closed yet. */
export type OpenErasure = Erasure & Owner;

type Named = Pick<Erasure, 'tenantId' | 'id'>;

@Injectable()
export class ErasureRepository {
  constructor(private readonly db: Database) {}

  /** A user has one erasure in progress at a time. @returns whether there was none */
  async begin({ tenantId, userId }: Owner, erasure: Pick<Erasure, 'id' | 'requestedAt' | 'counts'>): Promise<boolean> {
    const row: Erasure = {
      ...erasure,
      tenantId,
      userId,
      erasedAt: null,
      quietSince: null,
      closedAt: null,
      auditId: null,
    };
    const begun = await this.db.insertReturning(Erasure, [row], { onConflict: sql`DO NOTHING`, returning: sql`id` });
    return begun.length > 0;
  }

  async noteRecord({ tenantId, id }: Named, auditId: string): Promise<void> {
    await this.db.update(Erasure, { auditId }, sql`tenant_id = ${tenantId} AND id = ${id}`);
  }

  async findRunning({ tenantId, userId }: Owner): Promise<OpenErasure | null> {
    const erasure = await this.db.findOne(
      Erasure,
      sql`WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND erased_at IS NULL`,
    );
    return erasure && isOpen(erasure) ? erasure : null;
  }

  findById({ tenantId, userId }: AccessScope, id: string): Promise<Erasure | null> {
    const ofUser = userId === null ? sql`` : sql`AND user_id = ${userId}`;
    return this.db.findOne(Erasure, sql`WHERE tenant_id = ${tenantId} AND id = ${id} ${ofUser}`);
  }

  /** The open erasures of all tenants, oldest first. */
  async findOpen(most: number): Promise<OpenErasure[]> {
    const found = await this.db.find(
      Erasure,
      sql`WHERE closed_at IS NULL AND user_id IS NOT NULL ORDER BY id LIMIT ${most}`,
    );
    return found.filter(isOpen);
  }

  /**
   * Locks the erasure until the surrounding transaction ends.
   * @returns whether it is still open
   */
  async hold({ tenantId, id }: Named): Promise<boolean> {
    const held = await this.db.change(
      sql`UPDATE ${Erasure} SET counts = counts WHERE tenant_id = ${tenantId} AND id = ${id} AND closed_at IS NULL RETURNING id`,
    );
    return held.length > 0;
  }

  /** Adds to the counts of an erasure that `hold` has locked. */
  async count({ tenantId, id }: Named, kind: string, more: number): Promise<void> {
    const erasure = await this.db.findOne(Erasure, sql`WHERE tenant_id = ${tenantId} AND id = ${id}`);
    if (erasure === null) throw new Error('the erasure that is counted does not exist');
    const counts = { ...erasure.counts, [kind]: (erasure.counts[kind] ?? 0) + more };
    await this.db.update(Erasure, { counts }, sql`tenant_id = ${tenantId} AND id = ${id}`);
  }

  /** @returns the erasure; `null` if another process has noted it already */
  async noteErased({ tenantId, id }: Named, at: Date): Promise<Erasure | null> {
    const changes = { erasedAt: at, quietSince: at };
    const noted = await this.db.update(
      Erasure,
      changes,
      sql`tenant_id = ${tenantId} AND id = ${id} AND erased_at IS NULL`,
    );
    if (noted === 0) return null;
    return this.db.findOne(Erasure, sql`WHERE tenant_id = ${tenantId} AND id = ${id}`);
  }

  async noteBusy({ tenantId, id }: Named, at: Date): Promise<void> {
    await this.db.update(Erasure, { quietSince: at }, sql`tenant_id = ${tenantId} AND id = ${id}`);
  }

  /** Removes the user's name from the receipt. @returns whether the erasure was open */
  async close({ tenantId, id }: Named, at: Date): Promise<boolean> {
    const open = sql`tenant_id = ${tenantId} AND id = ${id} AND closed_at IS NULL`;
    return (await this.db.update(Erasure, { closedAt: at, userId: null }, open)) === 1;
  }
}

function isOpen(erasure: Erasure): erasure is OpenErasure {
  return erasure.userId !== null;
}
