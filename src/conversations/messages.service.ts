import { Injectable } from '@nestjs/common';
import {
  type AccessScope,
  AuditTrail,
  type Page,
  type PageRequest,
  sha256,
  ValidationFailedError,
} from '../common/index.js';
import { LocksService } from '../locks/index.js';
import { isBrokenOff } from './context/sendable.js';
import { ConversationRepository } from './conversation.repository.js';
import { existing, MessageNotFoundError } from './conversations.errors.js';
import type { ShownMessage } from './conversations.types.js';
import type { Conversation } from './entities/conversation.entity.js';
import type { Message } from './entities/message.entity.js';
import { MessageRepository } from './message.repository.js';

/** Reads messages, and says what has become of them. That they are read is recorded. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly locks: LocksService,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * One path in order, from the root.
   * @param leafId the message that it ends with; `undefined` for the branch last written
   * @throws ConversationNotFoundError, MessageNotFoundError
   */
  path(
    scope: AccessScope,
    conversationId: string,
    leafId: string | undefined,
    page: PageRequest,
  ): Promise<Page<ShownMessage>> {
    return this.recorded(scope, conversationId, 'path', (conversation) => this.readPath(conversation, leafId, page));
  }

  /** Every message of every branch, and every summary, oldest first. @throws ConversationNotFoundError */
  tree(scope: AccessScope, conversationId: string, page: PageRequest): Promise<Page<ShownMessage>> {
    return this.recorded(scope, conversationId, 'tree', (conversation) => this.readTree(conversation, page));
  }

  /** The same for callers that write the audit record of the read themselves. */
  async readTree(conversation: Conversation, page: PageRequest): Promise<Page<ShownMessage>> {
    const { rows, next } = await this.messages.findTree(conversation, conversation.id, page);
    return { rows: await this.show(conversation, rows), next };
  }

  private recorded(
    scope: AccessScope,
    conversationId: string,
    view: string,
    read: (conversation: Conversation) => Promise<Page<ShownMessage>>,
  ): Promise<Page<ShownMessage>> {
    const listed = { action: 'messages.listed', subjectId: conversationId } as const;
    return this.audit.attempt(scope, listed, async () => {
      const conversation = existing(await this.conversations.findById(scope, conversationId));
      const page = await read(conversation);
      const [first, last] = [page.rows.at(0), page.rows.at(-1)];
      const detail = { view, count: page.rows.length, first_id: idOf(first), last_id: idOf(last) };
      await this.audit.note(conversation, { ...listed, detail });
      return page;
    });
  }

  private async readPath(
    conversation: Conversation,
    leafId: string | undefined,
    { limit, after }: PageRequest,
  ): Promise<Page<ShownMessage>> {
    const end = leafId ?? conversation.currentLeafId;
    if (end === null) return { rows: [], next: null };
    const from = after === null ? 0 : (await this.seen(conversation, after.id)).depth + 1;
    const path = { leafId: end, from, limit };
    const { rows, next } = await this.messages.findPathPage(conversation, conversation.id, path);
    if (rows.length === 0 && from === 0) throw new MessageNotFoundError();
    return { rows: await this.show(conversation, rows), next };
  }

  private async seen(conversation: Conversation, id: string): Promise<Message> {
    const message = await this.messages.findById(conversation, conversation.id, id);
    if (message) return message;
    const problem = 'must be a next_cursor of this list, unchanged';
    throw new ValidationFailedError(`cursor ${problem}.`, { errors: [{ field: 'cursor', message: problem }] });
  }

  private async show(conversation: Conversation, rows: readonly Message[]): Promise<ShownMessage[]> {
    const parents = new Set(rows.filter(({ role }) => role === 'assistant').map(({ parentId }) => parentId));
    const open = rows.filter(({ role, id }) => role === 'user' && !parents.has(id)).map(({ id }) => id);
    const answered = open.length === 0 ? null : await this.messages.findAnswered(conversation, conversation.id, open);
    const unanswered = new Set(open.filter((id) => !answered?.has(id)));
    const { currentLeafId } = conversation;
    // A writer makes its message the last one before anything else.
    const isPending =
      currentLeafId !== null &&
      unanswered.has(currentLeafId) &&
      (await this.locks.isHeld(conversation, conversationLockId(conversation), sha256(currentLeafId)));
    return rows.map((message) => {
      if (!unanswered.has(message.id)) return { message, status: isBrokenOff(message) ? 'interrupted' : 'complete' };
      return { message, status: isPending && message.id === currentLeafId ? 'pending' : 'interrupted' };
    });
  }
}

/** Held while a message of the conversation is being answered; its fingerprint is a digest of that message's id. */
export function conversationLockId({ tenantId, id }: Pick<Conversation, 'tenantId' | 'id'>): string {
  return sha256(JSON.stringify(['conversation', tenantId, id]));
}

function idOf(shown: ShownMessage | undefined): string | null {
  return shown?.message.id ?? null;
}
