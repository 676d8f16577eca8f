import type { ProtectedTable, SealableTable } from '../encryption/index.js';
import { sealableIndex } from '../search/index.js';
import { CONVERSATIONS_SEARCH, messageDocument, titleDocument } from './conversation-search.js';
import { Conversation } from './entities/conversation.entity.js';
import { Message } from './entities/message.entity.js';

/** What of a conversation is content. */
export const PROTECTED_CONVERSATIONS: ProtectedTable<Conversation> = {
  name: 'conversations',
  columns: ['title', 'system', 'metadata'],
  idOf: ({ id }) => id,
  // Where it was last written changes with every message, and is not sealed anew for it.
  whole: { column: 'metadata', fields: ['model', 'contextPolicy', 'createdAt'] },
};

/** What of a message is; a digest of a system text, too, says which one it was to who guesses. */
export const PROTECTED_MESSAGES: ProtectedTable<Message> = {
  name: 'messages',
  columns: ['content', 'text', 'systemDigest', 'metadata'],
  idOf: ({ id }) => id,
  place: [
    ...(['conversationId', 'parentId', 'depth', 'role', 'contextFromId', 'summaryId', 'stopReason'] as const),
    'tokensUsed',
  ],
  whole: {
    column: 'metadata',
    fields: [
      ...(['idempotencyDigest', 'model', 'answeredModel', 'maxTokens', 'effort', 'inputTokens'] as const),
      ...(['outputTokens', 'cacheCreationInputTokens', 'cacheCreation1hInputTokens', 'cacheReadInputTokens'] as const),
      ...(['costPicoUsd', 'claudeRequestId', 'createdAt'] as const),
    ],
  },
};

export const SEALABLE_CONVERSATIONS: SealableTable<Conversation> = {
  entity: Conversation,
  table: PROTECTED_CONVERSATIONS,
  index: sealableIndex(CONVERSATIONS_SEARCH, titleDocument),
};

export const SEALABLE_MESSAGES: SealableTable<Message> = {
  entity: Message,
  table: PROTECTED_MESSAGES,
  index: sealableIndex(CONVERSATIONS_SEARCH, messageDocument),
};
