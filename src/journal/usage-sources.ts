import type { AccessScope } from '../common/index.js';
import { rawSql, type Sql, sql } from '../database/index.js';
import { Call } from './entities/call.entity.js';
import { Replay } from './entities/replay.entity.js';
import { UsageDay, WHOLE_TENANT } from './entities/usage-day.entity.js';
import { dayOf } from './ledger-entry.js';
import { USAGE_COLUMNS, USAGE_NAMES, type UsageNumbers } from './usage-numbers.js';
import type { Span, UsageGroup } from './usage.types.js';

const COLUMNS = rawSql(Object.values(USAGE_COLUMNS).join(', '));

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

export function daysSource({ tenantId, userId }: AccessScope, { from, to }: Span, by: UsageGroup | null): Sql {
  const isByUser = userId === null && by === 'user';
  const users = isByUser ? sql`user_id <> ${WHOLE_TENANT}` : sql`user_id = ${userId ?? WHOLE_TENANT}`;
  const until = to === null ? sql`` : sql`AND day < ${dayOf(to)}`;
  return sql`SELECT ${nameOf(by, 'day')} AS name, ${COLUMNS} FROM ${UsageDay}
    WHERE tenant_id = ${tenantId} AND ${users} AND day >= ${dayOf(from)} ${until}`;
}

export function callsSource(scope: AccessScope, { from, to }: Span, by: UsageGroup | null): Sql {
  const until = to === null ? sql`` : sql`AND started_at < ${to}`;
  return sql`SELECT ${nameOf(by, 'substr(started_at, 1, 10)')} AS name, ${counted(OF_A_CALL)} FROM ${Call}
    WHERE ${whose(scope)} AND started_at >= ${from} ${until} AND status <> 'pending'`;
}

export function replaysSource(scope: AccessScope, { from, to }: Span, by: UsageGroup | null): Sql {
  const until = to === null ? sql`` : sql`AND created_at < ${to}`;
  return sql`SELECT ${nameOf(by, 'substr(created_at, 1, 10)')} AS name, ${counted(OF_A_REPLAY)} FROM ${Replay}
    WHERE ${whose(scope)} AND created_at >= ${from} ${until}`;
}

function whose({ tenantId, userId }: AccessScope): Sql {
  return userId === null ? sql`tenant_id = ${tenantId}` : sql`tenant_id = ${tenantId} AND user_id = ${userId}`;
}

function nameOf(by: UsageGroup | null, day: string): Sql {
  if (by === null) return sql`''`;
  return rawSql({ day, model: 'model', user: 'user_id', kind: 'kind' }[by]);
}

function counted(as: Partial<Record<keyof UsageNumbers, string>>): Sql {
  return rawSql(USAGE_NAMES.map((name) => `${as[name] ?? '0'} AS ${USAGE_COLUMNS[name]}`).join(', '));
}
