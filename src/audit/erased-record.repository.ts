import { Injectable } from '@nestjs/common';
import { tableOf, UnitOfWork } from '../database/index.js';
import { AuditEvent } from './entities/audit-event.entity.js';

/** Reads which records an erasure has taken a person out of, always of one tenant. */
@Injectable()
export class ErasedRecordRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async areUnsealed(tenantId: string, erasureId: string): Promise<boolean> {
    const rows = await this.unitOfWork.read(
      (db) => db.sql<unknown[]>`
        SELECT id FROM ${() => tableOf(db, AuditEvent)} WHERE erasure_id = ${erasureId} AND tenant_id = ${tenantId} AND seq IS NULL LIMIT 1`,
    );
    return rows.length > 0;
  }

  /** Those that are sealed. */
  async count(tenantId: string, erasureId: string): Promise<number> {
    const [row] = await this.unitOfWork.read(
      (db) => db.sql<{ count: string | number }[]>`
        SELECT count(*) AS count FROM ${() => tableOf(db, AuditEvent)}
         WHERE erasure_id = ${erasureId} AND tenant_id = ${tenantId} AND seq IS NOT NULL`,
    );
    return Number(row?.count);
  }
}
