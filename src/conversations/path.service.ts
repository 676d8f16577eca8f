import { Injectable } from '@nestjs/common';
import { IdempotencyKeyReusedError, REMEMBER_MS } from '../locks/index.js';
import { Clock, IdGenerator, ValidationFailedError } from '../common/index.js';
import { canGoOnFrom, endsTurn } from './context/sendable.js';
import type { ThreadMessage } from './context/thread.js';
import { MessageNotFoundError } from './conversations.errors.js';
import type { MessageInput } from './conversations.types.js';
import type { Conversation } from './entities/conversation.entity.js';
import type { Message } from './entities/message.entity.js';
import { MessageRepository } from './message.repository.js';
import { newUserMessage } from './new-message.js';

/** A user's message that Claude is to answer. */
export interface Question {
  /** From the root to the answer that it goes on from. */
  readonly path: readonly ThreadMessage[];
  readonly prompt: Message;
  /** `new`: not stored yet; `unanswered`: stored, and left without an answer; `answered`: it gets another answer. */
  readonly state: 'new' | 'unanswered' | 'answered';
}

/** Finds the place of a message in its conversation's tree. */
@Injectable()
export class PathService {
  constructor(
    private readonly messages: MessageRepository,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
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
      ...{ id: this.ids.next(), conversationId: conversation.id, createdAt: this.clock.now() },
      ...{ parentId: parent?.id ?? null, depth: path.length },
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

  /** The messages themselves, whole. @throws MessageNotFoundError */
  async pathTo(conversation: Conversation, leafId: string): Promise<Message[]> {
    const path = await this.messages.findPath(conversation, conversation.id, leafId);
    if (path.length === 0) throw new MessageNotFoundError();
    return path;
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
