import { formatUsd } from '../common/index.js';
import type { Call } from './entities/call.entity.js';
import type { Replay } from './entities/replay.entity.js';
import type { UsageDay } from './entities/usage-day.entity.js';

/** What an export says of the ledger's rows: no route shows them one by one. */
export function toCallLine(row: Call) {
  return {
    type: 'call',
    id: row.id,
    user_id: row.userId,
    kind: row.kind,
    subject_id: row.subjectId,
    request_digest: row.requestDigest,
    attempt: row.attempt,
    model: row.model,
    answered_model: row.answeredModel,
    status: row.status,
    error_code: row.errorCode,
    request_id: row.claudeRequestId,
    usage: {
      input_tokens: row.inputTokens,
      output_tokens: row.outputTokens,
      cache_creation_input_tokens: row.cacheCreationInputTokens,
      cache_read_input_tokens: row.cacheReadInputTokens,
    },
    service_tier: row.serviceTier,
    cost_usd: toUsd(row.costPicoUsd),
    started_at: row.startedAt.toISOString(),
    ended_at: row.endedAt?.toISOString() ?? null,
  };
}

export function toReplayLine(row: Replay) {
  return {
    type: 'replay',
    id: row.id,
    user_id: row.userId,
    kind: row.kind,
    subject_id: row.subjectId,
    model: row.model,
    saved_usd: toUsd(row.savedPicoUsd),
    created_at: row.createdAt.toISOString(),
  };
}

export function toUsageDayLine(row: UsageDay) {
  return {
    type: 'usage_day',
    user_id: row.userId,
    day: row.day,
    model: row.model,
    kind: row.kind,
    requests: Number(row.requests),
    replays: Number(row.replays),
    calls: Number(row.calls),
    interrupted_calls: Number(row.interruptedCalls),
    unpriced_calls: Number(row.unpricedCalls),
    unpriced_replays: Number(row.unpricedReplays),
    input_tokens: Number(row.inputTokens),
    output_tokens: Number(row.outputTokens),
    cache_creation_input_tokens: Number(row.cacheCreationInputTokens),
    cache_read_input_tokens: Number(row.cacheReadInputTokens),
    billed_usd: formatUsd(row.billedPicoUsd),
    saved_usd: formatUsd(row.savedPicoUsd),
  };
}

function toUsd(picoUsd: bigint | null): string | null {
  return picoUsd === null ? null : formatUsd(picoUsd);
}
