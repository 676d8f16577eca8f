import type { AskedShape } from '../preferences/index.js';
import type { Conversation, ContextPolicy } from './entities/conversation.entity.js';
import type { Message } from './entities/message.entity.js';

export interface NewConversation {
  /** 1–200 characters. @default the beginning of the first message */
  readonly title?: string | undefined;
  /** Instructions for every answer. */
  readonly system?: string | undefined;
  /** The model of every answer. @default the user's preference, else the service's */
  readonly model?: string | undefined;
  /** What is done when the thread no longer fits the model's context window. @default 'full' */
  readonly context?: ContextPolicy | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** What of a conversation can be changed; its messages never can. */
export type ConversationChange = Pick<NewConversation, 'title' | 'context' | 'metadata'>;

export interface ForkInput extends Pick<NewConversation, 'title' | 'metadata'> {
  /** The last message of the path that the new conversation begins with. */
  readonly messageId: string;
}

/** What may be asked of an answer in a conversation. */
export interface AnswerInput extends Pick<AskedShape, 'maxTokens' | 'effort' | 'preferences'> {
  /** Wait while another message is being answered, instead of failing with ConversationBusyError. @default false */
  readonly wait?: boolean | undefined;
}

export interface MessageInput extends AnswerInput {
  /** 1–200,000 characters. */
  readonly content: string;
  /** The answer to go on from; `null` begins the conversation anew beside its first message. @default the newest answer of the branch last written */
  readonly parentId?: string | null | undefined;
}

export interface TurnContext {
  /** The caller's own name for this request; sent again under it, it is not done again. @default none */
  readonly idempotencyKey?: string | undefined;
  /** Hears the answer as it comes; all pieces, joined, are its `text`. Asks for a stream. @default none */
  readonly listener?: TurnListener | undefined;
  /** Gives the request up: Claude is cut short, and what there is of its answer is kept as partial. @default none */
  readonly signal?: AbortSignal | undefined;
}

export interface TurnListener {
  /** A piece of the answer with this id, to that user's message. */
  text(answerId: string, piece: string, prompt: Message): void;
}

/** A user's message and Claude's answer to it. */
export interface TurnOutcome {
  readonly userMessage: Message;
  readonly assistantMessage: Message;
  /** Whether this is the answer of an earlier request with the same idempotency key. */
  readonly isIdempotentReplay: boolean;
}

/**
 * `complete`: a message that was answered, or a whole answer; `pending`: a message that is being answered;
 * `interrupted`: a message that no answer came to, or an answer that was broken off.
 */
export type MessageStatus = 'complete' | 'pending' | 'interrupted';

export interface ShownMessage {
  readonly message: Message;
  readonly status: MessageStatus;
}

export interface ConversationQuery {
  /** Words that the title or one of the messages must have, all of them. */
  readonly q?: string | undefined;
}

export type { Conversation };
