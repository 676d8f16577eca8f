import { Injectable } from '@nestjs/common';
import { AuditTrail, Clock, IdGenerator, RepriseEvents, sha256, ValidationFailedError } from '../common/index.js';
import { IdempotencyKeyReusedError, REMEMBER_MS, type Running } from '../completions/index.js';
import { UnitOfWork } from '../database/index.js';
import { canGoOnFrom, endsTurn } from './context/sendable.js';
import type { ThreadMessage } from './context/thread.js';
import { ConversationRepository } from './conversation.repository.js';
import { ConversationBusyError, ConversationNotFoundError, MessageNotFoundError } from './conversations.errors.js';
import type { MessageInput } from './conversations.types.js';
import type { Conversation } from './entities/conversation.entity.js';
import type { Message } from './entities/message.entity.js';
import { MessageRepository } from './message.repository.js';
import { createdPayload, messageEntry, newUserMessage } from './new-message.js';
import { titleOf } from './title.js';

/** A user's message that Claude is to answer. */
export interface Question {
  /** From the root to the answer that it goes on from. */
  readonly path: readonly ThreadMessage[];
  readonly prompt: Message;
  /** `new`: not stored yet; `unanswered`: stored, and left without an answer; `answered`: it gets another answer. */
  readonly state: 'new' | 'unanswered' | 'answered';
}

/** Finds the place of a message in its conversation's tree, and stores it there. */
@Injectable()
export class QuestionService {
  constructor(
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /**
   * The message to write, or the one that an earlier request with this idempotency key has written: nothing is said
   * twice under one key.
   * @throws MessageNotFoundError, ValidationFailedError for a `parentId` that nothing can go on from
   */
  async forMessage(
    conversation: Conversation,
    { content, parentId }: MessageInput,
    idempotencyDigest: string | null,
  ): Promise<Question> {
    const since = new Date(this.clock.now().getTime() - REMEMBER_MS);
    const said =
      idempotencyDigest && (await this.messages.findByKey(conversation, conversation.id, idempotencyDigest, since));
    if (said) {
      if (said.text !== content || (parentId !== undefined && said.parentId !== parentId)) {
        throw new IdempotencyKeyReusedError();
      }
      return this.toAnswer(conversation, await this.threadTo(conversation, said.id), said);
    }
    const path = await this.pathBefore(conversation, parentId);
    const { tenantId, userId } = conversation;
    const parent = path.at(-1);
    const place = {
      id: this.ids.next(),
      conversationId: conversation.id,
      parentId: parent?.id ?? null,
      depth: path.length,
      createdAt: this.clock.now(),
    };
    const prompt = { ...newUserMessage(place, content, idempotencyDigest), tenantId, userId };
    return { path, prompt, state: 'new' };
  }

  /**
   * The message that this answer answers, or this message itself when it is a user's.
   * @throws MessageNotFoundError
   */
  async forRegenerate(conversation: Conversation, messageId: string): Promise<Question> {
    const path = await this.threadTo(conversation, messageId);
    const promptId = path.findLast(({ role }) => role === 'user')?.id ?? messageId;
    const prompt = await this.messages.findById(conversation, conversation.id, promptId);
    if (prompt?.role !== 'user') throw new MessageNotFoundError();
    return this.toAnswer(conversation, path, prompt);
  }

  /**
   * Stores the message before Claude is asked: whatever happens then, it is there.
   * @throws ConversationBusyError where the lock was lost, ConversationNotFoundError where the conversation was deleted
   */
  async store(conversation: Conversation, { prompt, state }: Question, { keepLock }: Running): Promise<void> {
    if (state === 'answered') return;
    const at = this.clock.now();
    await this.unitOfWork.run(async () => {
      // This process may have been away for longer than its lease, and the path is no longer what it was.
      if (!(await keepLock(sha256(prompt.id)))) throw new ConversationBusyError();
      const title = conversation.title === null ? titleOf(prompt.text) : null;
      const isThere = await this.conversations.moveTo(conversation, conversation.id, { leafId: prompt.id, title, at });
      if (!isThere) throw new ConversationNotFoundError();
      if (state !== 'new') return;
      await this.messages.insert(conversation, [prompt]);
      await this.audit.record(conversation, messageEntry(prompt));
      this.unitOfWork.afterCommit(() => this.events.emit('message.created', conversation, createdPayload(prompt)));
    });
  }

  /** A message that is stored already. Who has an answer gets another one beside it. */
  private async toAnswer(
    conversation: Conversation,
    path: readonly ThreadMessage[],
    prompt: Message,
  ): Promise<Question> {
    const answered = await this.messages.findAnswered(conversation, conversation.id, [prompt.id]);
    const state = answered.has(prompt.id) ? 'answered' : 'unanswered';
    return { path: path.slice(0, prompt.depth), prompt, state };
  }

  private async threadTo(conversation: Conversation, leafId: string | null): Promise<ThreadMessage[]> {
    if (leafId === null) return [];
    const path = await this.messages.findThread(conversation, conversation.id, leafId);
    if (path.length === 0) throw new MessageNotFoundError();
    return path;
  }

  private async pathBefore(conversation: Conversation, parentId: MessageInput['parentId']): Promise<ThreadMessage[]> {
    if (parentId !== undefined) {
      const path = await this.threadTo(conversation, parentId);
      const parent = path.at(-1);
      if (parent && !canGoOnFrom(parent)) throw notToGoOnFrom();
      return path;
    }
    const path = await this.threadTo(conversation, conversation.currentLeafId);
    const last = path.findLastIndex(endsTurn);
    return path.slice(0, last + 1);
  }
}

function notToGoOnFrom(): ValidationFailedError {
  const message =
    "must name an answer of Claude's that says something; to answer a message again, regenerate it, and to begin anew, send null";
  return new ValidationFailedError(`parent_id ${message}.`, { errors: [{ field: 'parent_id', message }] });
}
