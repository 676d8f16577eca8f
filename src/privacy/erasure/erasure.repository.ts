import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import type { Owner, AccessScope } from '../../common/index.js';
import { encodeInstant, returnedRows, tableOf, UnitOfWork } from '../../database/index.js';
import { Erasure } from '../entities/erasure.entity.js';

/** An erasure that is under way, or not closed yet. */
export type OpenErasure = Erasure & Owner;

type Named = Pick<Erasure, 'tenantId' | 'id'>;

@Injectable()
export class ErasureRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Of a user there is one under way at a time. @returns whether there was none */
  begin({ tenantId, userId }: Owner, erasure: Pick<Erasure, 'id' | 'requestedAt' | 'counts'>): Promise<boolean> {
    const { id, requestedAt, counts } = erasure;
    return this.unitOfWork.write(async (db) => {
      const rows = await db.sql<unknown[]>`
        INSERT INTO ${() => tableOf(db, Erasure)} (id, tenant_id, user_id, requested_at, counts)
        VALUES (${id}, ${tenantId}, ${userId}, ${encodeInstant(requestedAt)}, ${JSON.stringify(counts)})
        ON CONFLICT DO NOTHING RETURNING id`;
      return rows.length > 0;
    });
  }

  async noteRecord({ tenantId, id }: Named, auditId: string): Promise<void> {
    await this.unitOfWork.write((db) => db.update(Erasure, { tenantId, id }, { auditId }));
  }

  findRunning({ tenantId, userId }: Owner): Promise<OpenErasure | null> {
    return this.unitOfWork.read(async (db) => {
      const erasure = await db.findOne(Erasure, { where: { tenantId, userId, erasedAt: IsNull() } });
      return erasure && isOpen(erasure) ? erasure : null;
    });
  }

  findById({ tenantId, userId }: AccessScope, id: string): Promise<Erasure | null> {
    const where = userId === null ? { tenantId, id } : { tenantId, id, userId };
    return this.unitOfWork.read((db) => db.findOne(Erasure, { where }));
  }

  /** Of all tenants, oldest first. */
  async findOpen(most: number): Promise<OpenErasure[]> {
    const found = await this.unitOfWork.read((db) =>
      db.find(Erasure, { where: { closedAt: IsNull(), userId: Not(IsNull()) }, order: { id: 'ASC' }, take: most }),
    );
    return found.filter(isOpen);
  }

  /**
   * Keeps everybody else from doing anything to it until the surrounding transaction ends.
   * @returns whether it is still open
   */
  hold({ tenantId, id }: Named): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const answer = await db.sql<unknown[]>`
        UPDATE ${() => tableOf(db, Erasure)} SET counts = counts WHERE tenant_id = ${tenantId} AND id = ${id} AND closed_at IS NULL RETURNING id`;
      return returnedRows(answer).length > 0;
    });
  }

  /** Of one that is held. */
  async count({ tenantId, id }: Named, kind: string, more: number): Promise<void> {
    await this.unitOfWork.write(async (db) => {
      const { counts } = await db.findOneByOrFail(Erasure, { tenantId, id });
      await db.update(Erasure, { tenantId, id }, { counts: { ...counts, [kind]: (counts[kind] ?? 0) + more } });
    });
  }

  /** @returns what it was made of; `null` where somebody else has noted it */
  noteErased({ tenantId, id }: Named, at: Date): Promise<Erasure | null> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.update(
        Erasure,
        { tenantId, id, erasedAt: IsNull() },
        { erasedAt: at, quietSince: at },
      );
      return affected === 1 ? db.findOneByOrFail(Erasure, { tenantId, id }) : null;
    });
  }

  async noteBusy({ tenantId, id }: Named, at: Date): Promise<void> {
    await this.unitOfWork.write((db) => db.update(Erasure, { tenantId, id }, { quietSince: at }));
  }

  /** From now on it names nobody. @returns whether it was open */
  close({ tenantId, id }: Named, at: Date): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.update(
        Erasure,
        { tenantId, id, closedAt: IsNull() },
        { closedAt: at, userId: null },
      );
      return affected === 1;
    });
  }
}

function isOpen(erasure: Erasure): erasure is OpenErasure {
  return erasure.userId !== null;
}
