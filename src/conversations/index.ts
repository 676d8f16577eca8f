export {
  ContextWindowExceededError,
  ConversationBusyError,
  ConversationNotFoundError,
  MessageNotFoundError,
  MessageRefusedError,
} from './conversations.errors.js';
export { ConversationsModule } from './conversations.module.js';
export { ConversationsService } from './conversations.service.js';
export {
  type AnswerInput,
  type ConversationChange,
  type ConversationQuery,
  type ForkInput,
  type MessageInput,
  type MessageStatus,
  type NewConversation,
  type ShownMessage,
  type TurnContext,
  type TurnListener,
  type TurnOutcome,
} from './conversations.types.js';
export { CONTEXT_POLICIES, type ContextPolicy, type Conversation } from './entities/conversation.entity.js';
export { type Message, type MessageRole } from './entities/message.entity.js';
export { MessagesService } from './messages.service.js';
export { TurnService } from './turn.service.js';
export { ErasableConversations } from './erasable-conversations.js';
export { ErasableMessages } from './erasable-messages.js';
export { ExpirableConversations } from './expirable-conversations.js';
export { ExportableConversations } from './exportable-conversations.js';
export { SEALABLE_CONVERSATIONS, SEALABLE_MESSAGES } from './protected-conversations.js';
