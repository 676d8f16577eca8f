import { Injectable } from '@nestjs/common';
import type { AccessScope } from '../common/index.js';
import { ConversationRepository } from './conversation.repository.js';
import { ConversationNotFoundError } from './conversations.errors.js';
import type { Conversation } from './entities/conversation.entity.js';

/** Finds the conversation that something is to be done with; what is done is recorded, the look at it is not. */
@Injectable()
export class ConversationLookup {
  constructor(private readonly conversations: ConversationRepository) {}

  /** @throws ConversationNotFoundError also for a conversation of somebody else */
  async getOrThrow(scope: AccessScope, id: string): Promise<Conversation> {
    const conversation = await this.conversations.findById(scope, id);
    if (!conversation) throw new ConversationNotFoundError();
    return conversation;
  }
}
