import { formatUsd } from '../../common/index.js';
import { type HttpReply, toTokenUsage } from '../../http/index.js';
import type { AnalysisInput, AnalysisOutcome } from '../analysis.types.js';
import type { AnalysisResponse } from '../dto/analysis.response.js';
import type { CreateAnalysisRequest } from '../dto/create-analysis.request.js';

type Row = AnalysisOutcome['result'];

export function toAnalysisInput(body: CreateAnalysisRequest): AnalysisInput {
  const { text, system, model, max_tokens: maxTokens, effort, schema, cache, preferences, metadata } = body;
  const own = { preferences: preferences ?? undefined, metadata: metadata ?? undefined };
  return { text, system, model, maxTokens, effort, schema, cache, ...own };
}

/** 201 with its address for a new result, 200 for a replay, and how it came about (RFC 9211). */
export function toAnalyzeReply(outcome: AnalysisOutcome, reply: HttpReply, base: string): AnalysisResponse {
  reply.status(outcome.cache === 'hit' ? 200 : 201);
  for (const [name, value] of Object.entries(analyzeHeaders(outcome, base))) reply.header(name, value);
  return toAnalyzeBody(outcome);
}

export function toAnalyzeBody({ result, cache }: AnalysisOutcome): AnalysisResponse {
  return toAnalysisResponse(result, cache === 'hit');
}

export function analyzeHeaders(outcome: AnalysisOutcome, base: string): Record<string, string> {
  return {
    'Cache-Status': cacheStatus(outcome),
    ...(outcome.cache !== 'hit' && { Location: `${base}/results/${outcome.result.id}` }),
    ...(outcome.isIdempotentReplay && { 'Idempotent-Replayed': 'true' }),
  };
}

export function toAnalysisResponse(row: Row, cached = row.sourceId !== null): AnalysisResponse {
  return {
    id: row.id,
    user_id: row.userId,
    input_text: row.inputText,
    result: row.result,
    parsed: row.parsed,
    model: row.model,
    stop_reason: row.stopReason,
    tokens_used: row.usageBasis === 'unknown' ? null : row.tokensUsed,
    usage: toTokenUsage(row),
    ...(row.usageBasis === 'estimated' && { usage_is_estimate: true }),
    cost_usd: row.costPicoUsd === null ? null : formatUsd(row.costPicoUsd),
    cached,
    created_at: row.createdAt.toISOString(),
    metadata: row.metadata,
  };
}

function cacheStatus({ cache, collapsed, replayableForSeconds }: AnalysisOutcome): string {
  switch (cache) {
    case 'hit':
      return `reprise; hit; ttl=${replayableForSeconds ?? 0}${collapsed ? '; collapsed' : ''}`;
    case 'miss':
      return replayableForSeconds === null ? 'reprise; fwd=miss' : 'reprise; fwd=miss; stored';
    case 'bypass':
      return 'reprise; fwd=bypass';
  }
}
