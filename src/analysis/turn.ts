import type { IdempotencyOutcome } from '../locks/index.js';
import type { ClaudeRequest } from '../claude/index.js';
import type { AuditDraft, Owner } from '../common/index.js';
import type { Shaped } from '../preferences/index.js';
import type { AnalysisContext, AnalysisInput } from './analysis.types.js';
import type { Remembered } from './conclusion.js';

/** One request on its way to an answer. */
export interface Turn {
  readonly owner: Owner;
  readonly input: AnalysisInput;
  readonly request: ClaudeRequest;
  /** What the answer says of how it was shaped. */
  readonly shapedBy: Shaped['metadata'];
  readonly cacheKey: string;
  readonly context: AnalysisContext;
  readonly idempotent: IdempotencyOutcome<Remembered> | null;
  readonly draft: AuditDraft;
}
