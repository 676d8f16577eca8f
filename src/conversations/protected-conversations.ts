import type { ProtectedTable } from '../encryption/index.js';
import type { Conversation } from './entities/conversation.entity.js';
import type { Message } from './entities/message.entity.js';

/** What of a conversation is content. */
export const PROTECTED_CONVERSATIONS: ProtectedTable<Conversation> = {
  name: 'conversations',
  columns: ['title', 'system', 'metadata'],
  idOf: ({ id }) => id,
};

/** What of a message is; a digest of a system text, too, says which one it was to who guesses. */
export const PROTECTED_MESSAGES: ProtectedTable<Message> = {
  name: 'messages',
  columns: ['content', 'text', 'systemDigest', 'metadata'],
  idOf: ({ id }) => id,
};
