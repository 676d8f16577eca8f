import type { AccessScope } from '../common/index.js';
import { encodeInstant, type SqlValues, tableOf } from '../database/index.js';
import { Call } from './entities/call.entity.js';
import { Replay } from './entities/replay.entity.js';
import { UsageDay, WHOLE_TENANT } from './entities/usage-day.entity.js';
import { dayOf } from './ledger-entry.js';
import { USAGE_COLUMNS, USAGE_NAMES, type UsageNumbers } from './usage-numbers.js';
import type { Span, UsageGroup } from './usage.types.js';

const COLUMNS = Object.values(USAGE_COLUMNS);

/** `isUnpriced` of `ledger-entry.ts` says the same. */
const IS_UNPRICED = `cost_pico_usd IS NULL AND (usage_basis = 'unknown'
  OR input_tokens + output_tokens + cache_creation_input_tokens + cache_read_input_tokens > 0)`;

/** What a call counts as; whatever is not named here is 0. The migration of `usage_days` says the same. */
const OF_A_CALL: Partial<Record<keyof UsageNumbers, string>> = {
  requests: 'CASE WHEN attempt = 1 THEN 1 ELSE 0 END',
  calls: '1',
  interruptedCalls: "CASE WHEN status = 'interrupted' THEN 1 ELSE 0 END",
  unpricedCalls: `CASE WHEN ${IS_UNPRICED} THEN 1 ELSE 0 END`,
  unpricedBoundPicoUsd: `CASE WHEN ${IS_UNPRICED} THEN coalesce(reserved_pico_usd, 0) ELSE 0 END`,
  estimatedCalls: "CASE WHEN usage_basis = 'estimated' THEN 1 ELSE 0 END",
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cacheCreationInputTokens: 'cache_creation_input_tokens',
  cacheReadInputTokens: 'cache_read_input_tokens',
  billedPicoUsd: 'coalesce(cost_pico_usd, 0)',
};

const OF_A_REPLAY: Partial<Record<keyof UsageNumbers, string>> = {
  requests: '1',
  replays: '1',
  unpricedReplays: 'CASE WHEN saved_pico_usd IS NULL THEN 1 ELSE 0 END',
  savedPicoUsd: 'coalesce(saved_pico_usd, 0)',
};

export function daysSource(
  values: SqlValues,
  { tenantId, userId }: AccessScope,
  days: Span,
  by: UsageGroup | null,
): string {
  const owned = `tenant_id = ${values.place(tenantId)} AND user_id ${userId === null && by === 'user' ? '<>' : '='}`;
  const which = `${owned} ${values.place(userId ?? WHOLE_TENANT)} AND ${within(values, 'day', days, dayOf)}`;
  return `SELECT ${nameOf(by, 'day')} AS name, ${COLUMNS.join(', ')} FROM ${tableOf(values.db, UsageDay)} WHERE ${which}`;
}

export function callsSource(values: SqlValues, scope: AccessScope, piece: Span, by: UsageGroup | null): string {
  const which = `${whose(values, scope)} AND ${within(values, 'started_at', piece, encodeInstant)}`;
  const day = 'substr(started_at, 1, 10)';
  const ended = `FROM ${tableOf(values.db, Call)} WHERE ${which} AND status <> 'pending'`;
  return `SELECT ${nameOf(by, day)} AS name, ${counted(OF_A_CALL)} ${ended}`;
}

export function replaysSource(values: SqlValues, scope: AccessScope, piece: Span, by: UsageGroup | null): string {
  const which = `${whose(values, scope)} AND ${within(values, 'created_at', piece, encodeInstant)}`;
  const day = 'substr(created_at, 1, 10)';
  return `SELECT ${nameOf(by, day)} AS name, ${counted(OF_A_REPLAY)} FROM ${tableOf(values.db, Replay)} WHERE ${which}`;
}

function whose(values: SqlValues, { tenantId, userId }: AccessScope): string {
  const tenant = `tenant_id = ${values.place(tenantId)}`;
  return userId === null ? tenant : `${tenant} AND user_id = ${values.place(userId)}`;
}

function within(values: SqlValues, column: string, { from, to }: Span, encode: (instant: Date) => string): string {
  const start = `${column} >= ${values.place(encode(from))}`;
  return to === null ? start : `${start} AND ${column} < ${values.place(encode(to))}`;
}

function nameOf(by: UsageGroup | null, day: string): string {
  if (by === null) return "''";
  return { day, model: 'model', user: 'user_id', kind: 'kind' }[by];
}

function counted(as: Partial<Record<keyof UsageNumbers, string>>): string {
  return USAGE_NAMES.map((name) => `${as[name] ?? '0'} AS ${USAGE_COLUMNS[name]}`).join(', ');
}
