import { formatUsd } from '../../common/index.js';
import { toTokenUsage } from '../../http/index.js';
import type {
  AnswerInput,
  Conversation,
  MessageInput,
  NewConversation,
  ShownMessage,
  TurnOutcome,
} from '../conversations.types.js';
import type { AnswerRequest } from '../dto/answer.request.js';
import type { ConversationResponse } from '../dto/conversation.response.js';
import type { CreateConversationRequest } from '../dto/create-conversation.request.js';
import type { MessageResponse, TurnResponse } from '../dto/message.response.js';
import type { PostMessageRequest } from '../dto/post-message.request.js';

/** `null` and a field that is not there are one, but for `parent_id`. */
export function toNewConversation(body: Omit<CreateConversationRequest, 'user_id'>): NewConversation {
  const { title, system, model, context, metadata } = body;
  return {
    title: title ?? undefined,
    system: system ?? undefined,
    model: model ?? undefined,
    context: context ?? undefined,
    metadata: metadata ?? undefined,
  };
}

export function toAnswerInput({ max_tokens, effort, preferences, wait }: AnswerRequest): AnswerInput {
  return {
    maxTokens: max_tokens ?? undefined,
    effort: effort ?? undefined,
    preferences: preferences ?? undefined,
    wait: wait ?? undefined,
  };
}

export function toMessageInput(body: PostMessageRequest): MessageInput {
  return { ...toAnswerInput(body), content: body.content, parentId: body.parent_id };
}

export function toConversationResponse(row: Conversation): ConversationResponse {
  return {
    id: row.id,
    user_id: row.userId,
    title: row.title,
    system: row.system,
    model: row.model,
    context: row.contextPolicy,
    metadata: row.metadata,
    current_leaf_id: row.currentLeafId,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

export function toMessageResponse({ message: row, status }: ShownMessage): MessageResponse {
  const { inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens } = row;
  return {
    id: row.id,
    conversation_id: row.conversationId,
    parent_id: row.parentId,
    role: row.role,
    content: row.content ?? row.text,
    text: row.text,
    status,
    model: row.model,
    stop_reason: row.stopReason,
    tokens_used: row.usageBasis === 'unknown' ? null : row.tokensUsed,
    usage:
      inputTokens === null
        ? null
        : toTokenUsage({
            inputTokens,
            outputTokens: outputTokens ?? 0,
            cacheCreationInputTokens: cacheCreationInputTokens ?? 0,
            cacheReadInputTokens: cacheReadInputTokens ?? 0,
            usageBasis: row.usageBasis,
          }),
    ...(row.usageBasis === 'estimated' && { usage_is_estimate: true }),
    cost_usd: row.costPicoUsd === null ? null : formatUsd(row.costPicoUsd),
    context_from_id: row.contextFromId,
    summary_id: row.summaryId,
    metadata: row.metadata,
    created_at: row.createdAt.toISOString(),
  };
}

export function toTurnResponse({ userMessage, assistantMessage }: TurnOutcome): TurnResponse {
  return {
    user_message: toMessageResponse({ message: userMessage, status: 'complete' }),
    assistant_message: toMessageResponse({ message: assistantMessage, status: 'complete' }),
  };
}

/** Where the new path can be read. */
export function turnHeaders(
  { assistantMessage, isIdempotentReplay }: TurnOutcome,
  base: string,
): Record<string, string> {
  const { conversationId, id } = assistantMessage;
  return {
    Location: `${base}/conversations/${conversationId}/messages?leaf_id=${id}`,
    ...(isIdempotentReplay && { 'Idempotent-Replayed': 'true' }),
  };
}
