import type { BilledReply, ClaudeRequest } from '../claude/index.js';
import type { Owner } from '../common/index.js';
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
