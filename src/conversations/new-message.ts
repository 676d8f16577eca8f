import type { BilledReply, ClaudeRequest } from '../claude/index.js';
import { AppError, type AuditEntry, outcomeOf, type Owner, type RepriseEventMap } from '../common/index.js';
import type { HostEvent } from '../completions/index.js';
import { toStorable } from '../database/index.js';
import { billedColumns, tokensUsed } from '../journal/index.js';
import type { ThreadMark } from './context/thread.js';
import type { Message } from './entities/message.entity.js';

export type NewMessage = Omit<Message, keyof Owner>;

type Place = Pick<Message, 'id' | 'conversationId' | 'parentId' | 'depth' | 'createdAt'>;

/** What only Claude's messages have. */
const NOT_ANSWERED = {
  keyId: null,
  content: null,
  contextFromId: null,
  summaryId: null,
  systemDigest: null,
  model: null,
  answeredModel: null,
  maxTokens: null,
  effort: null,
  stopReason: null,
  inputTokens: null,
  outputTokens: null,
  cacheCreationInputTokens: null,
  cacheCreation1hInputTokens: null,
  cacheReadInputTokens: null,
  tokensUsed: null,
  usageBasis: 'reported',
  costPicoUsd: null,
  claudeRequestId: null,
  metadata: {},
} as const;

export function newUserMessage(place: Place, text: string, idempotencyDigest: string | null): NewMessage {
  return { ...NOT_ANSWERED, ...place, role: 'user', text, idempotencyDigest };
}

/** What Claude has just written, and what it was sent for it. */
export function newReply(
  role: 'assistant' | 'summary',
  place: Place & ThreadMark & Pick<Message, 'metadata'>,
  request: ClaudeRequest,
  reply: BilledReply,
): NewMessage {
  return {
    ...place,
    ...billedColumns(reply),
    role,
    keyId: null,
    content: reply.content,
    text: toStorable(reply.text),
    idempotencyDigest: null,
    model: request.model,
    maxTokens: request.maxTokens,
    effort: request.effort,
    stopReason: reply.stopReason,
    tokensUsed: tokensUsed(reply),
  };
}

export type TurnAction = 'message.answered' | 'message.regenerated';

/** What is recorded of a turn that comes to nothing. */
export function turnEntry(action: TurnAction, conversationId: string): AuditEntry {
  return { action, detail: { conversation_id: conversationId } };
}

/** Of a user's message that is stored: it stays, whatever becomes of its answer. */
export function messageEntry({ id, conversationId, parentId, text }: Message): AuditEntry {
  const detail = { conversation_id: conversationId, parent_id: parentId };
  return { action: 'message.created', subjectId: id, sent: text, detail };
}

/** Of an answer that is stored: also of one that Claude refused, or did not finish. */
export function answerEntry(action: TurnAction, prompt: Message, row: NewMessage): AuditEntry {
  const { model, stopReason: stop_reason, tokensUsed: tokens_used, summaryId: summary_id } = row;
  return {
    action,
    subjectId: row.id,
    sent: prompt.text,
    received: row.text,
    detail: { ...promptDetail(prompt), model, stop_reason, tokens_used, summary_id },
  };
}

/** Of an answer that an earlier request with the same idempotency key got, and that is given again. */
export function recalledEntry(prompt: Message, answer: Message): AuditEntry {
  return {
    action: 'message.replayed',
    subjectId: answer.id,
    sent: prompt.text,
    received: answer.text,
    detail: { ...promptDetail(prompt), idempotent: true },
  };
}

export function summaryEntry({ id, conversationId, text }: NewMessage): AuditEntry {
  const detail = { conversation_id: conversationId };
  return { action: 'conversation.summarised', subjectId: id, received: text, detail };
}

function promptDetail(prompt: Message) {
  return { conversation_id: prompt.conversationId, user_message_id: prompt.id };
}

/** What the host hears of a user's message that is stored. */
export function createdPayload({ id, conversationId, parentId, text }: Message): RepriseEventMap['message.created'] {
  return { conversationId, messageId: id, parentId, size: text.length };
}

/** Of an answer that is stored. */
export function completedEvent(prompt: Message, row: NewMessage): HostEvent {
  const { id, conversationId, model, stopReason, tokensUsed, costPicoUsd, text } = row;
  return {
    type: 'message.completed',
    payload: {
      conversationId,
      messageId: id,
      userMessageId: prompt.id,
      model: model ?? '',
      stopReason,
      tokensUsed: tokensUsed ?? 0,
      costPicoUsd,
      inputSize: prompt.text.length,
      outputSize: text.length,
    },
  };
}

/** Of a request for an answer that was told of an error. */
export function failedEvent(conversationId: string, error: unknown): HostEvent {
  const { messageId = null } = error instanceof AppError ? error.detail : {};
  return { type: 'message.failed', payload: { code: outcomeOf(error), conversationId, messageId } };
}
