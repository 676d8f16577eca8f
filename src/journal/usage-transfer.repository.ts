import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Owner } from '../common/index.js';
import { returnedRows, SqlValues, tableOf, UnitOfWork } from '../database/index.js';
import { Replay } from './entities/replay.entity.js';
import { Call } from './entities/call.entity.js';
import { UsageDay } from './entities/usage-day.entity.js';
import type { LedgerEntry } from './ledger-entry.js';
import { inOneOrder, isAnything, type LedgerRow, ofUser, upsert } from './ledger.repository.js';
import { USAGE_COLUMNS, USAGE_NAMES, type UsageNumbers, usageOf } from './usage-numbers.js';

/** Takes a user's numbers out of the user's name. Those of the tenant stay as they are. */
@Injectable()
export class UsageTransferRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Moves the numbers of these events to the pseudonym, as far as they are there. */
  async move({ tenantId, userId }: Owner, entries: readonly LedgerEntry[], pseudonym: string): Promise<void> {
    const rows = inOneOrder(entries.filter(isAnything).map((entry) => ofUser({ ...entry, tenantId, userId })));
    if (rows.length === 0) return;
    await this.unitOfWork.write(async (db) => {
      const moved: LedgerRow[] = [];
      for (const row of rows) if (await subtract(db, row)) moved.push({ ...row, userId: pseudonym });
      if (moved.length > 0) await upsert(db, moved);
      await db.sql`DELETE FROM ${() => tableOf(db, UsageDay)} WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND ${() => IS_NOTHING}`;
    });
  }

  /**
   * The same with what is left on days of which there is no event of the user's any more.
   * @returns how many rows
   */
  moveDays({ tenantId, userId }: Owner, most: number, pseudonym: string): Promise<number> {
    return this.unitOfWork.write(async (db) => {
      const answer = await db.sql<StoredRow[]>`
        DELETE FROM ${() => tableOf(db, UsageDay)} WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND (day, model, kind, slot) IN (
          SELECT u.day, u.model, u.kind, u.slot FROM ${() => tableOf(db, UsageDay)} u
           WHERE u.tenant_id = ${tenantId} AND u.user_id = ${userId}
             AND NOT EXISTS (SELECT 1 FROM ${() => tableOf(db, Call)} c WHERE c.tenant_id = ${tenantId} AND c.user_id = ${userId}
                                AND c.started_at > u.day AND c.started_at < u.day || 'U')
             AND NOT EXISTS (SELECT 1 FROM ${() => tableOf(db, Replay)} r WHERE r.tenant_id = ${tenantId} AND r.user_id = ${userId}
                                AND r.created_at > u.day AND r.created_at < u.day || 'U')
           ORDER BY u.day, u.model, u.kind, u.slot LIMIT ${most})
        RETURNING day, model, kind, slot, ${() => AS_TEXT}`;
      const rows = returnedRows(answer).map((row) => ({
        ...{ tenantId, userId: pseudonym, day: row.day, model: row.model, kind: row.kind, slot: row.slot },
        usage: usageOf((name) => BigInt(row[name])),
      }));
      if (rows.length > 0) await upsert(db, inOneOrder(rows));
      return rows.length;
    });
  }
}

type StoredRow = Pick<LedgerRow, 'day' | 'model' | 'kind' | 'slot'> & Readonly<Record<keyof UsageNumbers, string>>;

/** A JavaScript number would be exact up to nine thousand dollars only. */
const AS_TEXT = USAGE_NAMES.map((name) => `CAST(${USAGE_COLUMNS[name]} AS TEXT) AS "${name}"`).join(', ');
const IS_NOTHING = USAGE_NAMES.map((name) => `${USAGE_COLUMNS[name]} = 0`).join(' AND ');

/** @returns whether there was such a row */
async function subtract(
  db: EntityManager,
  { tenantId, userId, day, model, kind, slot, usage }: LedgerRow,
): Promise<boolean> {
  const values = new SqlValues(db);
  const changes = USAGE_NAMES.map((name) => {
    const column = USAGE_COLUMNS[name];
    return `${column} = ${column} - CAST(${values.place(usage[name].toString())} AS bigint)`;
  });
  const key = { tenant_id: tenantId, user_id: userId, day, model, kind, slot };
  const which = Object.entries(key).map(([column, value]) => `${column} = ${values.place(value)}`);
  const answer = await db.query<unknown[]>(
    `UPDATE ${tableOf(db, UsageDay)} SET ${changes.join(', ')} WHERE ${which.join(' AND ')} RETURNING day`,
    values.all,
  );
  return returnedRows(answer).length > 0;
}
