import type { BilledEnd } from '../claude/index.js';
import { AppError, outcomeOf, type RepriseEventMap } from '../common/index.js';
import type { Message } from './entities/message.entity.js';
import type { NewMessage } from './new-message.js';

/** Whether it is what was asked for: not refused, and not broken off. */
export function isAnswer({ stopReason }: NewMessage, { isWhole }: BilledEnd): boolean {
  return isWhole && stopReason !== 'refusal';
}

/** What hosts hear of a user's message that is stored. */
export function createdPayload({ id, conversationId, parentId, text }: Message): RepriseEventMap['message.created'] {
  return { conversationId, messageId: id, parentId, size: text.length };
}

/** What hosts hear of an answer that is stored. */
export function completedPayload(prompt: Message, row: NewMessage): RepriseEventMap['message.completed'] {
  const { id, conversationId, model, stopReason, tokensUsed, costPicoUsd, text } = row;
  return {
    ...{ conversationId, messageId: id, userMessageId: prompt.id, model: model ?? '', stopReason },
    ...{ tokensUsed: tokensUsed ?? 0, costPicoUsd, inputSize: prompt.text.length, outputSize: text.length },
  };
}

/** What hosts hear of a request for an answer that was told of an error. */
export function failedPayload(conversationId: string, error: unknown): RepriseEventMap['message.failed'] {
  const { messageId = null } = error instanceof AppError ? error.detail : {};
  return { code: outcomeOf(error), conversationId, messageId };
}
