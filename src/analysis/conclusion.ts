import type { IdempotencyOutcome } from '../locks/index.js';
import type { BilledEnd } from '../claude/index.js';
import { AppError } from '../common/index.js';
import { RefusedError } from './analysis.errors.js';
import type { AnalysisOutcome } from './analysis.types.js';
import type { NewResult } from './new-result.js';

/** What an idempotency key remembers of an answer. */
export interface Remembered {
  readonly resultId: string;
  readonly cache: AnalysisOutcome['cache'];
}

/** What a repeat under the same idempotency key gets. An answer that the client itself cut short is asked for again. */
export async function conclude(
  idempotent: IdempotencyOutcome<Remembered> | null,
  end: BilledEnd,
  row: NewResult,
  cache: Remembered['cache'],
): Promise<void> {
  if (!end.isWhole) return end.cause instanceof AppError ? idempotent?.failed(end.cause) : undefined;
  if (row.stopReason === 'refusal') return idempotent?.failed(new RefusedError(row.id, row.claudeRequestId));
  return idempotent?.done({ resultId: row.id, cache });
}
