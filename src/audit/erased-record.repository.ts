import { Injectable } from '@nestjs/common';
import { Database, sql } from '../database/index.js';
import { AuditEvent } from './entities/audit-event.entity.js';

/** Reads which records of a tenant an erasure has anonymized. */
@Injectable()
export class ErasedRecordRepository {
  constructor(private readonly db: Database) {}

  async areUnsealed(tenantId: string, erasureId: string): Promise<boolean> {
    const rows = await this.db.rows(
      sql`SELECT id FROM ${AuditEvent} WHERE erasure_id = ${erasureId} AND tenant_id = ${tenantId} AND seq IS NULL LIMIT 1`,
    );
    return rows.length > 0;
  }

  /** How many of them are sealed. */
  async count(tenantId: string, erasureId: string): Promise<number> {
    const [row] = await this.db.rows<{ readonly count: string | number }>(
      sql`SELECT count(*) AS count FROM ${AuditEvent}
           WHERE erasure_id = ${erasureId} AND tenant_id = ${tenantId} AND seq IS NOT NULL`,
    );
    return Number(row?.count);
  }
}
