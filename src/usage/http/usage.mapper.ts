import { formatUsd } from '../../common/index.js';
import type { HttpReply } from '../../http/index.js';
import type { UsageNumbers, UsageSum } from '../../journal/index.js';
import type { UsageQueryParams } from '../dto/usage.query.js';
import type { UsageGroupResponse, UsageNumbersResponse, UsageResponse } from '../dto/usage.response.js';
import type { UsageQuery, UsageReport } from '../usage.types.js';
import { toCsv } from './csv.js';

export function toUsageQuery({ from, to, group_by }: UsageQueryParams): UsageQuery {
  return { from, to, groupBy: group_by };
}

export function toUsageReply(report: UsageReport, asCsv: boolean, reply: HttpReply): UsageResponse | string {
  if (!asCsv) return toUsageResponse(report);
  reply.header('Content-Type', 'text/csv; charset=utf-8');
  return toUsageCsv(report);
}

export function toUsageResponse(report: UsageReport): UsageResponse {
  return {
    ...(report.userId !== null && { user_id: report.userId }),
    from: report.from.toISOString(),
    to: report.to && report.to.toISOString(),
    group_by: report.groupBy,
    ...toNumbers(report.total),
    data: report.groups.map((group) => toGroup(report, group)),
    has_more: report.hasMore,
  };
}

/** One row for each group, or one for the total. */
function toUsageCsv(report: UsageReport): string {
  const { groupBy, groups, total } = report;
  const rows = groupBy ? groups.map((group) => toGroup(report, group)) : [toNumbers(total)];
  const numbers = Object.keys(toNumbers(total));
  const columns = groupBy ? [FIELD[groupBy], ...numbers] : numbers;
  return toCsv(columns, rows);
}

const FIELD = { day: 'day', model: 'model', user: 'user_id', kind: 'kind' } as const;

function toGroup({ groupBy }: UsageReport, { name, usage }: UsageSum): UsageGroupResponse {
  return { ...(groupBy && { [FIELD[groupBy]]: name }), ...toNumbers(usage) };
}

function toNumbers(usage: UsageNumbers): UsageNumbersResponse {
  const { inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens } = usage;
  return {
    requests: Number(usage.requests),
    replays: Number(usage.replays),
    calls: Number(usage.calls),
    interrupted_calls: Number(usage.interruptedCalls),
    unpriced_calls: Number(usage.unpricedCalls),
    estimated_calls: Number(usage.estimatedCalls),
    unpriced_replays: Number(usage.unpricedReplays),
    input_tokens: Number(inputTokens),
    output_tokens: Number(outputTokens),
    cache_creation_input_tokens: Number(cacheCreationInputTokens),
    cache_read_input_tokens: Number(cacheReadInputTokens),
    tokens_used: Number(inputTokens + outputTokens + cacheCreationInputTokens + cacheReadInputTokens),
    billed_usd: toUsd(usage.billedPicoUsd, usage.unpricedCalls + usage.interruptedCalls),
    saved_usd: toUsd(usage.savedPicoUsd, usage.unpricedReplays),
  };
}

/** An unknown amount is `null`, never 0. */
function toUsd(picoUsd: bigint, unknown: bigint): string | null {
  return picoUsd === 0n && unknown > 0n ? null : formatUsd(picoUsd);
}
