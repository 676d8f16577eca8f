import { Injectable } from '@nestjs/common';
import { type Aged, Expirable, lowestIdAt } from '../common/index.js';
import { encodeInstant, returnedRows, tableOf, UnitOfWork } from '../database/index.js';
import { AuditSeal } from './entities/audit-seal.entity.js';
import { AuditEvent } from './entities/audit-event.entity.js';

/** A seal has no more than this many records, so that one at least fits. */
const MOST_RECORDS = 500;

/**
 * The records of a tenant expire from the first one on, up to the last one of a seal; seals stay. Of an `Aged` here the id
 * is that last place in the chain.
 */
@Injectable()
export class ExpirableRecords extends Expirable {
  readonly kind = 'audit_events';
  readonly term = 'audit';

  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  /** The next stretch of the same tenant, unless the last one was kept; else of the next tenant that has one. */
  async findAged(before: Date, after: string | null): Promise<Aged[]> {
    const [last, seen] = after === null ? [null, 0] : (JSON.parse(after) as [string, number]);
    const same = last === null ? null : await this.findStretch(last, before, seen);
    if (same) return [same];
    for (let tenant = await this.findTenantAfter(last); tenant !== null; tenant = await this.findTenantAfter(tenant)) {
      const stretch = await this.findStretch(tenant, before, 0);
      if (stretch) return [stretch];
    }
    return [];
  }

  async expire(aged: readonly Aged[]): Promise<Aged[]> {
    const gone: Aged[] = [];
    for (const stretch of aged) if (await this.delete(stretch)) gone.push(stretch);
    return gone;
  }

  /** By the time of the records, which is a moment before that of their seals. */
  async backlog(before: Date, _after: string | null, most: number): Promise<number> {
    const [row] = await this.unitOfWork.read(
      (db) => db.sql<{ count: string }[]>`
        SELECT count(*) AS count FROM (
          SELECT 1 FROM ${() => tableOf(db, AuditEvent)} WHERE id < ${lowestIdAt(before)} AND seq IS NOT NULL LIMIT ${most}) AS counted`,
    );
    return Number(row?.count);
  }

  private async delete({ tenantId, id }: Aged): Promise<boolean> {
    const answer = await this.unitOfWork.write(
      (db) => db.sql<{ seq: string }[]>`
        DELETE FROM ${() => tableOf(db, AuditEvent)} WHERE tenant_id = ${tenantId} AND seq <= ${id} RETURNING seq`,
    );
    return returnedRows(answer).length > 0;
  }

  /** @param seen where the last stretch ended, which is gone unless it is kept */
  private async findStretch(tenantId: string, before: Date, seen: number): Promise<Aged | null> {
    return this.unitOfWork.read(async (db) => {
      const [first] = await db.sql<{ seq: string | number | null }[]>`
        SELECT min(seq) AS seq FROM ${() => tableOf(db, AuditEvent)} WHERE tenant_id = ${tenantId} AND seq IS NOT NULL`;
      const from = Number(first?.seq ?? 0);
      if (from <= seen) return null;
      const [seal] = await db.sql<{ last_seq: string | number }[]>`
        SELECT last_seq FROM ${() => tableOf(db, AuditSeal)}
         WHERE tenant_id = ${tenantId} AND last_seq >= ${from} AND last_seq < ${from + MOST_RECORDS}
           AND sealed_at < ${encodeInstant(before)}
         ORDER BY last_seq DESC LIMIT 1`;
      if (!seal) return null;
      const through = Number(seal.last_seq);
      return { id: String(through), place: JSON.stringify([tenantId, through]), tenantId, userId: null };
    });
  }

  private async findTenantAfter(tenantId: string | null): Promise<string | null> {
    const [row] = await this.unitOfWork.read(
      (db) => db.sql<{ tenant: string | null }[]>`
        SELECT min(tenant_id) AS tenant FROM ${() => tableOf(db, AuditSeal)} WHERE tenant_id > ${tenantId ?? ''}`,
    );
    return row?.tenant ?? null;
  }
}
