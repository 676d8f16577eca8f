import { Injectable } from '@nestjs/common';
import {
  AuditTrail,
  Clock,
  IdGenerator,
  listDetail,
  type Owner,
  type Page,
  type PageRequest,
  type AccessScope,
  RepriseEvents,
} from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { HoldsService } from '../holds/index.js';
import { ShapeService } from '../preferences/index.js';
import { termsOf } from '../search/index.js';
import { ConversationRepository } from './conversation.repository.js';
import { ConversationNotFoundError, existing, MessageNotFoundError } from './conversations.errors.js';
import type { ConversationChange, ConversationQuery, ForkInput, NewConversation } from './conversations.types.js';
import type { Conversation } from './entities/conversation.entity.js';
import type { Message } from './entities/message.entity.js';
import { MessageRepository } from './message.repository.js';

/** Begins, finds, changes, copies and deletes conversations. Each of it is recorded. */
@Injectable()
export class ConversationsService {
  constructor(
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly shapes: ShapeService,
    private readonly unitOfWork: UnitOfWork,
    private readonly holds: HoldsService,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /**
   * Begins one, with no message in it. Its model is fixed from then on.
   * @param input @default no title, no system text, the user's preferred model or else the service's, context `full`
   * @throws DatabaseUnavailableError
   */
  create(owner: Owner, input: NewConversation): Promise<Conversation> {
    const created = { action: 'conversation.created' } as const;
    return this.audit.attempt(owner, created, async () => {
      const { title = null, system = null, context = 'full', metadata = {} } = input;
      const { shape } = await this.shapes.shape(owner, { model: input.model });
      const now = this.clock.now();
      const row = {
        id: this.ids.next(),
        title,
        system,
        model: shape.model,
        contextPolicy: context,
        metadata,
        keyId: null,
        currentLeafId: null,
        createdAt: now,
        updatedAt: now,
      };
      return this.unitOfWork.run(async () => {
        const conversation = await this.conversations.insert(owner, row);
        await this.audit.record(owner, { ...created, subjectId: row.id, detail: { model: row.model } });
        this.announce(conversation, null);
        return conversation;
      });
    });
  }

  /** One conversation, without its messages. @throws ConversationNotFoundError also for another owner's */
  getOrThrow(scope: AccessScope, id: string): Promise<Conversation> {
    const read = { action: 'conversation.read', subjectId: id } as const;
    return this.audit.attempt(scope, read, async () => {
      const conversation = await this.find(scope, id);
      await this.audit.note(conversation, read);
      return conversation;
    });
  }

  /**
   * A user's conversations, last written first.
   * @param page `limit` rows after the place `after`: `next` of the page before, and `null` for the first one
   * @throws ValidationFailedError when there is nothing in `q` to search for
   */
  list(owner: Owner, { q }: ConversationQuery, page: PageRequest): Promise<Page<Conversation>> {
    const listed = { action: 'conversations.listed' } as const;
    return this.audit.attempt(owner, listed, async () => {
      const found = await this.conversations.findPage(owner, termsOf(q), page);
      await this.audit.note(owner, { ...listed, detail: listDetail(found.rows) });
      return found;
    });
  }

  /** Changes the fields that the input names. @throws ConversationNotFoundError also for another owner's */
  change(scope: AccessScope, id: string, input: ConversationChange): Promise<Conversation> {
    const { title, context, metadata } = input;
    const fields = Object.entries({ context, metadata, title }).flatMap(([name, is]) =>
      is === undefined ? [] : [name],
    );
    const changed = { action: 'conversation.changed', subjectId: id, detail: { fields } } as const;
    return this.audit.attempt(scope, changed, async () => {
      const conversation = await this.find(scope, id);
      const change = {
        ...(title !== undefined && { title }),
        ...(context !== undefined && { contextPolicy: context }),
        ...(metadata !== undefined && { metadata }),
      };
      await this.unitOfWork.run(async () => {
        const isThere = fields.length === 0 || (await this.conversations.change(conversation, id, change));
        if (!isThere) throw new ConversationNotFoundError();
        await this.audit.record(conversation, changed);
        const facts = { conversationId: id, fields };
        this.unitOfWork.afterCommit(() => this.events.emit('conversation.changed', conversation, facts));
      });
      return { ...conversation, ...change };
    });
  }

  /**
   * Deletes it with all its messages, for good. An answer that is under way then ends with ConversationNotFoundError.
   * @throws ConversationNotFoundError also for another owner's
   * @throws LegalHoldError while its user is held, and nothing is deleted
   */
  delete(scope: AccessScope, id: string): Promise<void> {
    const deleted = { action: 'conversation.deleted', subjectId: id } as const;
    return this.audit.attempt(scope, deleted, async () => {
      const conversation = await this.find(scope, id);
      await this.unitOfWork.run(async () => {
        if (!(await this.conversations.delete(conversation, id))) throw new ConversationNotFoundError();
        await this.holds.assertNone(conversation);
        await this.audit.record(conversation, deleted);
        const facts = { conversationId: id };
        this.unitOfWork.afterCommit(() => this.events.emit('conversation.deleted', conversation, facts));
      });
    });
  }

  /**
   * A new conversation from one path of this one: a copy that shares nothing with it afterwards.
   * @param input `title` and `metadata` are those of the source unless it says otherwise
   * @throws ConversationNotFoundError, MessageNotFoundError also for another owner's
   */
  fork(scope: AccessScope, id: string, input: ForkInput): Promise<Conversation> {
    const { messageId } = input;
    const forked = { action: 'conversation.forked', detail: { source_id: id, message_id: messageId } } as const;
    return this.audit.attempt(scope, forked, () =>
      this.unitOfWork.run(async () => {
        const copy = await this.copy(await this.find(scope, id), input);
        await this.audit.record(copy, { ...forked, subjectId: copy.id });
        this.announce(copy, id);
        return copy;
      }),
    );
  }

  private async find(scope: AccessScope, id: string): Promise<Conversation> {
    return existing(await this.conversations.findById(scope, id));
  }

  private announce(created: Conversation, sourceId: string | null): void {
    const facts = { conversationId: created.id, sourceId, model: created.model };
    this.unitOfWork.afterCommit(() => this.events.emit('conversation.created', created, facts));
  }

  private async copy(source: Conversation, input: ForkInput): Promise<Conversation> {
    const path = await this.messages.findPath(source, source.id, input.messageId);
    if (path.length === 0) throw new MessageNotFoundError();
    const summaries = await this.messages.findSummaries(source, source.id);
    const now = this.clock.now();
    const conversation = {
      ...source,
      id: this.ids.next(),
      createdAt: now,
      updatedAt: now,
      title: input.title ?? source.title,
      metadata: input.metadata ?? source.metadata,
    };
    const { copies, leafId } = copyOf(path, summaries, conversation.id, () => this.ids.next());
    const forked = await this.conversations.insert(source, { ...conversation, currentLeafId: leafId });
    await this.messages.insert(source, copies);
    return forked;
  }
}

/** A path, and the summaries of its stretches, as messages of another conversation; their times and costs stay. */
function copyOf(
  path: readonly Message[],
  summaries: readonly Message[],
  conversationId: string,
  nextId: () => string,
): { readonly copies: readonly Message[]; readonly leafId: string | null } {
  const isOnPath = new Set(path.map(({ id }) => id));
  const sources = [...path, ...summaries.filter(({ parentId }) => parentId !== null && isOnPath.has(parentId))];
  const ids = new Map(sources.map(({ id }) => [id, nextId()]));
  const copied = (id: string | null) => (id === null ? null : (ids.get(id) ?? null));
  const copies = sources.map((message) => ({
    ...message,
    id: ids.get(message.id) ?? nextId(),
    conversationId,
    idempotencyDigest: null,
    parentId: copied(message.parentId),
    contextFromId: copied(message.contextFromId),
    summaryId: copied(message.summaryId),
  }));
  return { copies, leafId: copied(path.at(-1)?.id ?? null) };
}
