import { Injectable } from '@nestjs/common';
import { Clock, IdGenerator, type Owner, type Page, type PageRequest, type Reach } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { HoldsService } from '../holds/index.js';
import { ShapeService } from '../preferences/index.js';
import { termsOf } from '../search/index.js';
import { ConversationRepository } from './conversation.repository.js';
import { ConversationNotFoundError } from './conversations.errors.js';
import type { ConversationChange, ConversationQuery, ForkInput, NewConversation } from './conversations.types.js';
import { copyOf } from './copy.js';
import type { Conversation } from './entities/conversation.entity.js';
import { MessageRepository } from './message.repository.js';
import { PathService } from './path.service.js';

/** Begins, finds, changes, copies and deletes conversations. */
@Injectable()
export class ConversationsService {
  constructor(
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly paths: PathService,
    private readonly shapes: ShapeService,
    private readonly unitOfWork: UnitOfWork,
    private readonly holds: HoldsService,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  async create(owner: Owner, input: NewConversation): Promise<Conversation> {
    const { title = null, system = null, context = 'full', metadata = {} } = input;
    const { shape } = await this.shapes.shape(owner, { model: input.model });
    const now = this.clock.now();
    const row = {
      ...{ id: this.ids.next(), title, system, model: shape.model, contextPolicy: context, metadata },
      ...{ currentLeafId: null, createdAt: now, updatedAt: now },
    };
    return this.unitOfWork.run(() => this.conversations.insert(owner, row));
  }

  /** @throws ConversationNotFoundError also for a conversation of somebody else */
  async getOrThrow(reach: Reach, id: string): Promise<Conversation> {
    const conversation = await this.conversations.findById(reach, id);
    if (!conversation) throw new ConversationNotFoundError();
    return conversation;
  }

  /** A user's conversations, last written first. @throws ValidationFailedError when there is nothing in `q` to search for */
  list(owner: Owner, { q }: ConversationQuery, page: PageRequest): Promise<Page<Conversation>> {
    return this.conversations.findPage(owner, termsOf(q), page);
  }

  /** @throws ConversationNotFoundError */
  async change(reach: Reach, id: string, { title, context, metadata }: ConversationChange): Promise<Conversation> {
    const conversation = await this.getOrThrow(reach, id);
    const change = {
      ...(title !== undefined && { title }),
      ...(context !== undefined && { contextPolicy: context }),
      ...(metadata !== undefined && { metadata }),
    };
    if (Object.keys(change).length === 0) return conversation;
    const isThere = await this.unitOfWork.run(() => this.conversations.change(conversation, id, change));
    if (!isThere) throw new ConversationNotFoundError();
    return { ...conversation, ...change };
  }

  /** With all its messages, for good. @throws ConversationNotFoundError, LegalHoldError */
  async delete(reach: Reach, id: string): Promise<void> {
    const conversation = await this.getOrThrow(reach, id);
    await this.unitOfWork.run(async () => {
      if (!(await this.conversations.delete(conversation, id))) throw new ConversationNotFoundError();
      await this.holds.assertNone(conversation);
    });
  }

  /**
   * A new conversation from one path of this one: a copy that shares nothing with it afterwards.
   * @throws ConversationNotFoundError, MessageNotFoundError
   */
  async fork(reach: Reach, id: string, input: ForkInput): Promise<Conversation> {
    return this.unitOfWork.run(async () => {
      const source = await this.getOrThrow(reach, id);
      const path = await this.paths.pathTo(source, input.messageId);
      const summaries = await this.messages.findSummaries(source, id);
      const now = this.clock.now();
      const conversation = {
        ...source,
        ...{ id: this.ids.next(), createdAt: now, updatedAt: now },
        ...{ title: input.title ?? source.title, metadata: input.metadata ?? source.metadata },
      };
      const { copies, leafId } = copyOf(path, summaries, conversation.id, () => this.ids.next());
      const forked = await this.conversations.insert(source, { ...conversation, currentLeafId: leafId });
      await this.messages.insert(source, copies);
      return forked;
    });
  }
}
