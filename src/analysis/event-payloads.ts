import type { BilledEnd } from '../claude/index.js';
import { AppError, outcomeOf, type RepriseEventMap } from '../common/index.js';
import type { Result } from './entities/result.entity.js';
import type { NewResult } from './new-result.js';

/** Whether it is what was asked for: not refused, and not broken off. */
export function isAnswer({ stopReason }: NewResult, { isWhole }: BilledEnd): boolean {
  return isWhole && stopReason !== 'refusal';
}

/** What hosts hear of an answer that is stored. */
export function completedPayload(row: NewResult, cache: 'miss' | 'bypass'): RepriseEventMap['analysis.completed'] {
  const { id, model, stopReason, tokensUsed, costPicoUsd, inputText, result } = row;
  const sizes = { inputSize: inputText.length, outputSize: result.length };
  return { resultId: id, cache, model, stopReason, tokensUsed, costPicoUsd, ...sizes };
}

/** What hosts hear of a request that was told of an error. */
export function failedPayload(error: unknown): RepriseEventMap['analysis.failed'] {
  const { resultId = null } = error instanceof AppError ? error.detail : {};
  return { code: outcomeOf(error), resultId };
}

/** What hosts hear of a stored answer that is given again. */
export function replayedPayload(
  { id, sourceId, model, costPicoUsd }: Result,
  isIdempotentReplay = false,
): RepriseEventMap['analysis.replayed'] {
  return { resultId: id, sourceId, model, savedPicoUsd: costPicoUsd, isIdempotentReplay };
}
