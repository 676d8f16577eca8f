import { Injectable } from '@nestjs/common';
import { everyRow, Exportable, type Owner } from '../common/index.js';
import { ConversationRepository } from './conversation.repository.js';
import { toConversationResponse, toMessageResponse } from './http/conversations.mapper.js';
import { MessagesService } from './messages.service.js';

/** Few enough that the longest ones are no burden. */
const PAGE = 50;

/** Each conversation, and after it every message of every branch and every summary. */
@Injectable()
export class ExportableConversations extends Exportable {
  readonly types = ['conversation', 'message', 'summary'];
  readonly tables = ['conversations', 'messages'];

  constructor(
    private readonly conversations: ConversationRepository,
    private readonly messages: MessagesService,
  ) {
    super();
  }

  async *export(owner: Owner) {
    for await (const conversation of everyRow(PAGE, (page) => this.conversations.findOldestFirst(owner, page))) {
      yield { type: 'conversation', ...toConversationResponse(conversation) };
      for await (const shown of everyRow(PAGE, (page) => this.messages.readTree(conversation, page))) {
        yield { type: shown.message.role === 'summary' ? 'summary' : 'message', ...toMessageResponse(shown) };
      }
    }
  }
}
