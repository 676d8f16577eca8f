import { Injectable } from '@nestjs/common';
import type { Owner } from '../common/index.js';
import { Database, joined, rawSql, sql } from '../database/index.js';
import { Replay } from './entities/replay.entity.js';
import { Call } from './entities/call.entity.js';
import { UsageDay } from './entities/usage-day.entity.js';
import type { LedgerEntry } from './ledger-entry.js';
import { inOneOrder, isAnything, type LedgerRow, ofUser, upsert } from './ledger.repository.js';
import { USAGE_COLUMNS, USAGE_NAMES, type UsageNumbers, usageOf } from './usage-numbers.js';

/** Takes a user's numbers out of the user's name. Those of the tenant stay as they are. */
@Injectable()
export class UsageTransferRepository {
  constructor(private readonly db: Database) {}

  /** Moves the numbers of these events to the pseudonym, as far as they are there. */
  async move({ tenantId, userId }: Owner, entries: readonly LedgerEntry[], pseudonym: string): Promise<void> {
    const rows = inOneOrder(entries.filter(isAnything).map((entry) => ofUser({ ...entry, tenantId, userId })));
    if (rows.length === 0) return;
    const moved: LedgerRow[] = [];
    for (const row of rows) if (await this.subtract(row)) moved.push({ ...row, userId: pseudonym });
    if (moved.length > 0) await upsert(this.db, moved);
    await this.db.delete(UsageDay, sql`tenant_id = ${tenantId} AND user_id = ${userId} AND ${IS_NOTHING}`);
  }

  /**
   * The same with what is left on days of which there is no event of the user's any more.
   * @returns how many rows
   */
  async moveDays({ tenantId, userId }: Owner, most: number, pseudonym: string): Promise<number> {
    const stored = await this.db.change<StoredRow>(sql`
      DELETE FROM ${UsageDay} WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND (day, model, kind, slot) IN (
        SELECT u.day, u.model, u.kind, u.slot FROM ${UsageDay} u
         WHERE u.tenant_id = ${tenantId} AND u.user_id = ${userId}
           AND NOT EXISTS (SELECT 1 FROM ${Call} c WHERE c.tenant_id = ${tenantId} AND c.user_id = ${userId}
                              AND c.started_at > u.day AND c.started_at < u.day || 'U')
           AND NOT EXISTS (SELECT 1 FROM ${Replay} r WHERE r.tenant_id = ${tenantId} AND r.user_id = ${userId}
                              AND r.created_at > u.day AND r.created_at < u.day || 'U')
         ORDER BY u.day, u.model, u.kind, u.slot LIMIT ${most})
      RETURNING day, model, kind, slot, ${AS_TEXT}`);
    const rows = stored.map((row): LedgerRow => ({
      tenantId,
      userId: pseudonym,
      day: row.day,
      model: row.model,
      kind: row.kind,
      slot: row.slot,
      usage: usageOf((name) => BigInt(row[name])),
    }));
    if (rows.length > 0) await upsert(this.db, inOneOrder(rows));
    return rows.length;
  }

  /** @returns whether there was such a row */
  private async subtract({ tenantId, userId, day, model, kind, slot, usage }: LedgerRow): Promise<boolean> {
    const changes = USAGE_NAMES.map((name) => {
      const column = rawSql(USAGE_COLUMNS[name]);
      return sql`${column} = ${column} - CAST(${usage[name].toString()} AS bigint)`;
    });
    const changed = await this.db.change(sql`
      UPDATE ${UsageDay} SET ${joined(changes, ', ')}
       WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND day = ${day} AND model = ${model}
         AND kind = ${kind} AND slot = ${slot}
      RETURNING day`);
    return changed.length > 0;
  }
}

type StoredRow = Pick<LedgerRow, 'day' | 'model' | 'kind' | 'slot'> & Readonly<Record<keyof UsageNumbers, string>>;

/** A JavaScript number would be exact up to nine thousand dollars only. */
const AS_TEXT = rawSql(USAGE_NAMES.map((name) => `CAST(${USAGE_COLUMNS[name]} AS TEXT) AS "${name}"`).join(', '));
const IS_NOTHING = rawSql(USAGE_NAMES.map((name) => `${USAGE_COLUMNS[name]} = 0`).join(' AND '));
