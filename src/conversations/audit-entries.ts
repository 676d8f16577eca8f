import type { BilledEnd } from '../claude/index.js';
import { type AuditDraft, type AuditEntry, outcomeOf } from '../common/index.js';
import type { Message } from './entities/message.entity.js';
import type { NewMessage } from './new-message.js';

export type TurnAction = 'message.answered' | 'message.regenerated';

/** What is recorded of a turn that comes to nothing. */
export function askedEntry(action: TurnAction, conversationId: string): AuditEntry {
  return { action, detail: { conversation_id: conversationId } };
}

/** Of a user's message that is stored: it stays, whatever becomes of its answer. */
export function messageEntry({ id, conversationId, parentId, text }: Message): AuditEntry {
  const detail = { conversation_id: conversationId, parent_id: parentId };
  return { action: 'message.created', subjectId: id, sent: text, detail };
}

/** Of an answer that is stored: also of one that Claude refused, or did not finish. */
export function answerEntry(action: TurnAction, prompt: Message, row: NewMessage, end: BilledEnd): AuditEntry {
  const { model, stopReason: stop_reason, tokensUsed: tokens_used, summaryId: summary_id } = row;
  return {
    ...{ action, subjectId: row.id, outcome: storedOutcome(end), sent: prompt.text, received: row.text },
    detail: { ...placeOf(prompt), model, stop_reason, tokens_used, summary_id },
  };
}

/** Of an answer that an earlier request with the same idempotency key got, and that is given again. */
export function recalledEntry(prompt: Message, answer: Message, { id }: AuditDraft): AuditEntry {
  return {
    ...{ id, action: 'message.replayed', subjectId: answer.id, sent: prompt.text, received: answer.text },
    detail: { ...placeOf(prompt), idempotent: true },
  };
}

export function summaryEntry({ id, conversationId, text }: NewMessage, end: BilledEnd, callIds: string[]): AuditEntry {
  return {
    ...{ action: 'conversation.summarised', subjectId: id, outcome: storedOutcome(end), callIds, received: text },
    detail: { conversation_id: conversationId },
  };
}

function placeOf(prompt: Message) {
  return { conversation_id: prompt.conversationId, user_message_id: prompt.id };
}

function storedOutcome(end: BilledEnd): string {
  if (!end.isWhole) return outcomeOf(end.cause);
  return end.reply.stopReason === 'refusal' ? 'refused' : 'done';
}
