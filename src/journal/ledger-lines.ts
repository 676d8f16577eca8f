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
    usage: toUsage(row),
    usage_is_estimate: row.usageBasis === 'estimated',
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
    estimated_calls: Number(row.estimatedCalls),
    unpriced_replays: Number(row.unpricedReplays),
    input_tokens: Number(row.inputTokens),
    output_tokens: Number(row.outputTokens),
    cache_creation_input_tokens: Number(row.cacheCreationInputTokens),
    cache_read_input_tokens: Number(row.cacheReadInputTokens),
    billed_usd: isAllUnknown(row) ? null : formatUsd(row.billedPicoUsd),
    saved_usd: row.savedPicoUsd === 0n && BigInt(row.unpricedReplays) > 0n ? null : formatUsd(row.savedPicoUsd),
  };
}

/** As the usage routes tell it. */
function isAllUnknown({ billedPicoUsd, unpricedCalls, interruptedCalls }: UsageDay): boolean {
  return billedPicoUsd === 0n && BigInt(unpricedCalls) + BigInt(interruptedCalls) > 0n;
}

/** What is not known is never 0. */
function toUsage({ usageBasis, inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens }: Call) {
  const isKnown = usageBasis !== 'unknown';
  return {
    input_tokens: isKnown ? inputTokens : null,
    output_tokens: isKnown ? outputTokens : null,
    cache_creation_input_tokens: isKnown ? cacheCreationInputTokens : null,
    cache_read_input_tokens: isKnown ? cacheReadInputTokens : null,
  };
}

function toUsd(picoUsd: bigint | null): string | null {
  return picoUsd === null ? null : formatUsd(picoUsd);
}
