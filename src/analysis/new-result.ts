import { type BilledReply, type ClaudeRequest, type JsonObject, type JsonValue, readAnswer } from '../claude/index.js';
import { AppError, type AuditEntry, outcomeOf, sha256 } from '../common/index.js';
import type { HostEvent, Replay } from '../completions/index.js';
import { toStorable } from '../database/index.js';
import { billedColumns, tokensUsed } from '../journal/index.js';
import type { AnalysisInput, AnalysisOutcome } from './analysis.types.js';
import type { Result } from './entities/result.entity.js';

export type NewResult = Omit<Result, 'tenantId' | 'userId'>;

/** What a new result has besides what was asked and answered. */
export type ResultStamp = Pick<Result, 'id' | 'createdAt' | 'inputText' | 'metadata' | 'parsed' | 'cacheKey'>;

/** An answer that Claude has just given, as a row. */
export function newResult(request: ClaudeRequest, reply: BilledReply, stamp: ResultStamp): NewResult {
  return {
    ...stamp,
    ...billedColumns(reply),
    inputDigest: sha256(stamp.inputText),
    system: request.system,
    model: request.model,
    maxTokens: request.maxTokens,
    effort: request.effort,
    schema: request.schema,
    content: reply.content,
    result: toStorable(reply.text),
    stopReason: reply.stopReason,
    tokensUsed: tokensUsed(reply),
    sourceId: null,
    keyId: null,
    answeredAt: stamp.createdAt,
  };
}

/** The answer as JSON: `null` where no schema was asked for, `undefined` where the answer does not satisfy it. */
export async function parseAnswer(schema: JsonObject | null, text: string): Promise<JsonValue | undefined> {
  return schema === null ? null : readAnswer(schema, text);
}

/** A stored answer that is given again, as it is. */
export function replayOf(result: Result, createdAt: Date): Replay<Pick<AnalysisOutcome, 'result' | 'cache'>> {
  const { id: subjectId, model, costPicoUsd: savedPicoUsd } = result;
  return {
    value: { result, cache: 'hit' },
    entry: replayedEntry(result),
    event: replayedEvent(result),
    counted: { kind: 'analysis', subjectId, model, savedPicoUsd, createdAt },
    isCopy: false,
  };
}

/** What is recorded of a request that comes to nothing. */
export function askedEntry({ text, cache = 'use' }: AnalysisInput): AuditEntry {
  return { action: 'result.created', sent: text, detail: { cache } };
}

/** Of an answer that is stored: also of one that Claude refused, or did not finish. */
export function createdEntry(input: AnalysisInput, row: NewResult): AuditEntry {
  const { model, stopReason: stop_reason, tokensUsed: tokens_used } = row;
  return {
    ...askedEntry(input),
    subjectId: row.id,
    received: row.result,
    detail: { cache: input.cache ?? 'use', model, stop_reason, tokens_used },
  };
}

/** Of a stored answer that is given again. */
export function replayedEntry({ id, inputText, result, model, sourceId }: Result): AuditEntry {
  const detail = { model, ...(sourceId !== null && { source_id: sourceId }) };
  return { action: 'result.replayed', subjectId: id, sent: inputText, received: result, detail };
}

/** What the host hears of an answer that is stored. */
export function completedEvent(row: NewResult, cache: 'miss' | 'bypass'): HostEvent {
  const { id, model, stopReason, tokensUsed, costPicoUsd, inputText, result } = row;
  return {
    type: 'analysis.completed',
    payload: {
      resultId: id,
      cache,
      model,
      stopReason,
      tokensUsed,
      costPicoUsd,
      inputSize: inputText.length,
      outputSize: result.length,
    },
  };
}

/** Of a request that was told of an error. */
export function failedEvent(error: unknown): HostEvent {
  const { resultId = null } = error instanceof AppError ? error.detail : {};
  return { type: 'analysis.failed', payload: { code: outcomeOf(error), resultId } };
}

/** Of a stored answer that is given again. */
export function replayedEvent({ id, sourceId, model, costPicoUsd }: Result, isIdempotentReplay = false): HostEvent {
  const payload = { resultId: id, sourceId, model, savedPicoUsd: costPicoUsd, isIdempotentReplay };
  return { type: 'analysis.replayed', payload };
}
