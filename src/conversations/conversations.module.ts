import { Module } from '@nestjs/common';
import { DatabaseIdentity, requireTables } from '../database/index.js';
import { Conversation } from './entities/conversation.entity.js';
import { Message } from './entities/message.entity.js';
import { routedModule } from '../http/index.js';
import { provideSearchIndex, searchTables } from '../search/index.js';
import { AnswerService } from './answer.service.js';
import { ContextService } from './context/context.service.js';
import { CONVERSATIONS_SEARCH, ConversationSearch } from './conversation-search.js';
import { ConversationRepository } from './conversation.repository.js';
import { ConversationsService } from './conversations.service.js';
import { ErasableConversations } from './erasable-conversations.js';
import { ErasableMessages } from './erasable-messages.js';
import { ExpirableConversations } from './expirable-conversations.js';
import { ExportableConversations } from './exportable-conversations.js';
import { ConversationsController } from './http/conversations.controller.js';
import { MessagesController } from './http/messages.controller.js';
import { MessageRepository } from './message.repository.js';
import { MessagesService } from './messages.service.js';
import { QuestionService } from './question.service.js';
import { SummaryService } from './summary.service.js';
import { TurnService } from './turn.service.js';

const MODULE = [
  requireTables([Conversation, Message, DatabaseIdentity], searchTables(CONVERSATIONS_SEARCH)),
  ConversationRepository,
  MessageRepository,
  provideSearchIndex(ConversationSearch, CONVERSATIONS_SEARCH),
  QuestionService,
  ContextService,
  SummaryService,
  AnswerService,
];

const SERVICES = [ConversationsService, MessagesService, TurnService];

const PERSONAL = [ExpirableConversations, ExportableConversations, ErasableMessages, ErasableConversations];

/** Its `imports` have to bring each module below it: `RepriseCoreModule` has them all. */
@Module({ providers: [...MODULE, ...SERVICES, ...PERSONAL], exports: [...SERVICES, ...PERSONAL] })
export class ConversationsModule extends routedModule(ConversationsController, MessagesController) {}
