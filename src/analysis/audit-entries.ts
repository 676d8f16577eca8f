import type { BilledEnd } from '../claude/index.js';
import { type AuditDraft, type AuditEntry, outcomeOf } from '../common/index.js';
import type { AnalysisInput } from './analysis.types.js';
import type { NewResult } from './new-result.js';

/** What is recorded of a request that comes to nothing. */
export function askedEntry({ text, cache = 'use' }: AnalysisInput): AuditEntry {
  return { action: 'result.created', sent: text, detail: { cache } };
}

/** Of an answer that is stored: also of one that Claude refused, or did not finish. */
export function createdEntry(input: AnalysisInput, row: NewResult, end: BilledEnd, draft: AuditDraft): AuditEntry {
  const { model, stopReason: stop_reason, tokensUsed: tokens_used } = row;
  return {
    ...askedEntry(input),
    ...{ id: draft.id, subjectId: row.id, outcome: storedOutcome(end), callIds: [...draft.callIds] },
    received: row.result,
    detail: { cache: input.cache ?? 'use', model, stop_reason, tokens_used },
  };
}

function storedOutcome(end: BilledEnd): string {
  if (!end.isWhole) return outcomeOf(end.cause);
  return end.reply.stopReason === 'refusal' ? 'refused' : 'done';
}
