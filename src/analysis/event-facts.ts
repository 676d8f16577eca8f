import type { BilledEnd } from '../claude/index.js';
import type { RepriseEventMap } from '../common/index.js';
import type { Result } from './entities/result.entity.js';
import type { NewResult } from './new-result.js';

/** Whether it is what was asked for: not refused, and not broken off. */
export function isAnswer({ stopReason }: NewResult, { isWhole }: BilledEnd): boolean {
  return isWhole && stopReason !== 'refusal';
}

/** What hosts hear of an answer that is stored. */
export function completedFacts(row: NewResult, cache: 'miss' | 'bypass'): RepriseEventMap['analysis.completed'] {
  const { id, model, stopReason, tokensUsed, costPicoUsd, inputText, result } = row;
  const sizes = { inputSize: inputText.length, outputSize: result.length };
  return { resultId: id, cache, model, stopReason, tokensUsed, costPicoUsd, ...sizes };
}

/** What hosts hear of a stored answer that is given again. */
export function replayedFacts(
  { id, sourceId, model, costPicoUsd }: Result,
  isIdempotentReplay = false,
): RepriseEventMap['analysis.replayed'] {
  return { resultId: id, sourceId, model, savedPicoUsd: costPicoUsd, isIdempotentReplay };
}
