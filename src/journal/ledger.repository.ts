import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, rawSql, sql, UnitOfWork } from '../database/index.js';
import { UsageDay, WHOLE_TENANT } from './entities/usage-day.entity.js';
import type { LedgerEntry } from './ledger-entry.js';
import { addUp, USAGE_COLUMNS, USAGE_NAMES } from './usage-numbers.js';

/** Over how many rows the numbers of a tenant are spread, so that calls that end at once seldom wait for each other. */
const SLOTS = 8;

export interface LedgerRow extends LedgerEntry {
  readonly slot: number;
}

/** Keeps `usage_days`: each event is added in the transaction that writes the event itself down. */
@Injectable()
export class LedgerRepository {
  constructor(
    private readonly db: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Adds to the rows of each user and of each tenant, as the last thing in the surrounding transaction: others wait for
   * these rows until it ends, and one that waits here has nothing more to take that others may wait for.
   */
  add(entries: readonly LedgerEntry[]): void {
    this.unitOfWork.beforeCommit(this, entries, (all) => this.write(all));
  }

  private write(entries: readonly LedgerEntry[]): Promise<void> {
    const ofUsers = inOneOrder(entries.filter(isAnything).map(ofUser));
    return upsert(this.db, inOneOrder(ofUsers.flatMap((row) => [row, ofTenant(row)])));
  }
}

export function isAnything({ usage }: LedgerEntry): boolean {
  return USAGE_NAMES.some((name) => usage[name] !== 0n);
}

export function ofUser(entry: LedgerEntry): LedgerRow {
  return { ...entry, slot: 0 };
}

function ofTenant(entry: LedgerEntry): LedgerRow {
  return { ...entry, userId: WHOLE_TENANT, slot: slotOf(entry.userId) };
}

function slotOf(userId: string): number {
  return createHash('sha256').update(userId).digest().readUInt8() % SLOTS;
}

/** One row for each key, and in the order of keys: transactions that lock in one order never lock each other out. */
export function inOneOrder(rows: readonly LedgerRow[]): LedgerRow[] {
  const byKey = new Map<string, [LedgerRow, ...LedgerRow[]]>();
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row));
    const same = byKey.get(key);
    if (same) same.push(row);
    else byKey.set(key, [row]);
  }
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, same]) => addedUp(same));
}

function addedUp(rows: readonly [LedgerRow, ...LedgerRow[]]): LedgerRow {
  return rows.length === 1 ? rows[0] : { ...rows[0], usage: addUp(rows.map(({ usage }) => usage)) };
}

function keyOf({ tenantId, userId, day, model, kind, slot }: LedgerRow): unknown[] {
  return [tenantId, userId, day, model, kind, slot];
}

const SUMS = Object.values(USAGE_COLUMNS).map((column) => `${column} = stored.${column} + excluded.${column}`);
const ADD = sql`(tenant_id, user_id, day, model, kind, slot) DO UPDATE SET ${rawSql(SUMS.join(', '))}`;

/** Adds each row to the one with its key. */
export function upsert(db: Database, rows: readonly LedgerRow[]): Promise<void> {
  return db.insert(UsageDay, rows.map(toUsageDay), { onConflict: ADD });
}

/** One field after the other: this is done for each request, and spreading takes 45 µs (docs/performance.md). */
function toUsageDay({ tenantId, userId, day, model, kind, slot, usage }: LedgerRow): UsageDay {
  return {
    tenantId,
    userId,
    day,
    model,
    kind,
    slot,
    requests: usage.requests.toString(),
    replays: usage.replays.toString(),
    calls: usage.calls.toString(),
    interruptedCalls: usage.interruptedCalls.toString(),
    unpricedCalls: usage.unpricedCalls.toString(),
    unpricedBoundPicoUsd: usage.unpricedBoundPicoUsd,
    estimatedCalls: usage.estimatedCalls.toString(),
    unpricedReplays: usage.unpricedReplays.toString(),
    inputTokens: usage.inputTokens.toString(),
    outputTokens: usage.outputTokens.toString(),
    cacheCreationInputTokens: usage.cacheCreationInputTokens.toString(),
    cacheReadInputTokens: usage.cacheReadInputTokens.toString(),
    billedPicoUsd: usage.billedPicoUsd,
    savedPicoUsd: usage.savedPicoUsd,
  };
}
