import { Injectable } from '@nestjs/common';
import { type BilledEnd, type BilledReply, ClaudeFailedError, type ClaudeRequest } from '../claude/index.js';
import { AuditDraft, Clock } from '../common/index.js';
import { type Answer, ExchangeService } from '../completions/index.js';
import type { CallShape } from '../preferences/index.js';
import { markOf, type Thread, type ThreadMessage, toClaudeMessages } from './context/thread.js';
import { ConversationRepository } from './conversation.repository.js';
import { ConversationNotFoundError } from './conversations.errors.js';
import type { Conversation } from './entities/conversation.entity.js';
import type { Message } from './entities/message.entity.js';
import { MessageRepository } from './message.repository.js';
import { newReply, summaryEntry } from './new-message.js';

const INSTRUCTION =
  'Summarise this conversation so far for yourself: you will go on with it and see only this summary. Keep the ' +
  "user's aims, facts, names, numbers, decisions and open questions. Write only the summary, of at most 1,500 words, in the language of the conversation.";

/** In tokens. More than the summary is to have, since thinking counts. */
const MAX_TOKENS = 16_384;

/** Stands a stored summary in for the older turns of a thread; the turns themselves stay as they are. */
@Injectable()
export class SummaryService {
  constructor(
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly exchanges: ExchangeService,
    private readonly clock: Clock,
  ) {}

  /** The summaries that may stand for a stretch of this path, or stood for one when it was last measured. */
  async find(conversation: Conversation, path: readonly ThreadMessage[]): Promise<Message[]> {
    const isWanted = conversation.contextPolicy === 'summarise' || path.at(-1)?.summaryId;
    return isWanted ? (await this.messages.findSummaries(conversation, conversation.id)).filter(isUsable) : [];
  }

  /** What Claude would be asked to have what is sent of the thread before index `to` summarised. */
  requestFor(thread: Thread, to: number, shape: CallShape): ClaudeRequest {
    return summaryRequest({ ...thread, path: thread.path.slice(0, to) }, shape);
  }

  /**
   * Has what is sent of the thread before index `to` summarised, by a journalled call, and stores the summary.
   * @returns the thread with the summary in it
   * @throws an error of the Claude module
   */
  async summarise(
    conversation: Conversation,
    thread: Thread,
    to: number,
    options: { readonly shape: CallShape; readonly signal: AbortSignal | undefined; readonly draft: AuditDraft },
  ): Promise<Thread> {
    const { shape, signal, draft: parent } = options;
    const summarised = { ...thread, path: thread.path.slice(0, to) };
    const request = summaryRequest(summarised, shape);
    const toAnswer = ({ reply }: BilledEnd, id: string) => this.toAnswer(conversation, summarised, request, reply, id);
    const exchange = { kind: 'summary', request, signal, toAnswer } as const;
    const summary = await this.exchanges.ask(conversation, exchange, { draft: new AuditDraft(), parent });
    if (!isUsable(summary))
      throw new ClaudeFailedError(
        'Claude did not summarise the conversation. Try again later, or let older turns go: PATCH it with "context": "trim".',
      );
    return { ...thread, start: to, summary };
  }

  private toAnswer(
    conversation: Conversation,
    summarised: Thread,
    request: ClaudeRequest,
    reply: BilledReply,
    id: string,
  ): Answer<Message> {
    const { tenantId, userId } = conversation;
    const last = summarised.path.at(-1);
    const place = {
      id,
      conversationId: conversation.id,
      parentId: last?.id ?? null,
      depth: last?.depth ?? 0,
      createdAt: this.clock.now(),
      metadata: {},
      ...markOf(summarised, id),
    };
    const row = newReply('summary', place, request, reply);
    return {
      value: { ...row, tenantId, userId },
      entry: summaryEntry(row),
      persist: async () => {
        const isThere = await this.conversations.lock(conversation, conversation.id);
        if (!isThere) return new ConversationNotFoundError();
        await this.messages.insert(conversation, [row]);
        return null;
      },
    };
  }
}

/** Only what Claude wrote to its end says what the turns said; an empty text or a refusal stands for nothing. */
function isUsable({ stopReason, text }: Message): boolean {
  return text.trim() !== '' && (stopReason === 'end_turn' || stopReason === 'max_tokens');
}

/** The same beginning as that of the thread's own requests: Claude's prompt cache has it. */
function summaryRequest(thread: Thread, { model, system, effort }: CallShape): ClaudeRequest {
  const messages = toClaudeMessages(thread, INSTRUCTION);
  return { model, system, effort, messages, maxTokens: MAX_TOKENS, schema: null, cachePrefix: true };
}
