import { Injectable } from '@nestjs/common';
import type { ClaudeRequest } from '../claude/index.js';
import { Clock } from '../common/index.js';
import type { Exchange, Running } from '../completions/index.js';
import { AdmissionService } from '../journal/index.js';
import { ShapeService } from '../preferences/index.js';
import { ContextService } from './context/context.service.js';
import { markOf, type Thread, toClaudeMessages, waitingOf } from './context/thread.js';
import { ConversationRepository } from './conversation.repository.js';
import { ConversationNotFoundError, MessageRefusedError, ToolResultMissingError } from './conversations.errors.js';
import type { AnswerInput, TurnContext, TurnOutcome } from './conversations.types.js';
import type { Conversation } from './entities/conversation.entity.js';
import { MessageRepository } from './message.repository.js';
import { answerEntry, completedEvent, newReply, type TurnAction } from './new-message.js';
import { QuestionService, type Question } from './question.service.js';
import { SummaryService } from './summary.service.js';

/** A user's message and the answer to it. */
export type Turn = Pick<TurnOutcome, 'userMessage' | 'assistantMessage'>;

/** A question on its way to an answer, while no other request writes in the conversation. */
export interface OpenTurn {
  readonly conversation: Conversation;
  readonly question: Question;
  readonly input: AnswerInput;
  readonly context: TurnContext;
  readonly action: TurnAction;
}

/** What Claude is sent, and what the answer is to say of it. */
interface Sent {
  readonly thread: Thread;
  readonly request: ClaudeRequest;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Decides what Claude is sent for a question, and stores the answer. */
@Injectable()
export class AnswerService {
  constructor(
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly questions: QuestionService,
    private readonly contexts: ContextService,
    private readonly summaries: SummaryService,
    private readonly shapes: ShapeService,
    private readonly admission: AdmissionService,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the question, and has older turns summarised where that is needed.
   * @throws ContextWindowExceededError, ToolResultMissingError, BudgetExceededError before the message is stored
   * @throws ConversationBusyError, ConversationNotFoundError, and an error of the Claude module when there is no summary
   */
  async exchange(turn: OpenTurn, running: Running): Promise<Exchange<Turn>> {
    const { conversation, question, input, context } = turn;
    const { signal } = context;
    const { shape, metadata } = await this.shapes.shape(conversation, {
      model: conversation.model,
      system: conversation.system ?? undefined,
      maxTokens: input.maxTokens,
      effort: input.effort,
      preferences: input.preferences,
    });
    const summaries = await this.summaries.find(conversation, question.path);
    const { path, prompt } = question;
    const wanted = { path, prompt: prompt.text, shape, policy: conversation.contextPolicy, summaries };
    const { thread, summariseTo } = await this.contexts.plan(wanted, signal);
    const waiting = waitingOf(thread);
    if (waiting) throw new ToolResultMissingError(waiting.id);
    const toRequest = (sent: Thread): ClaudeRequest => {
      const messages = toClaudeMessages(sent, prompt.text);
      return { ...shape, messages, schema: null, cachePrefix: true };
    };
    if (summariseTo === null) {
      const request = toRequest(thread);
      await this.admission.check(conversation, [request]);
      await this.questions.store(conversation, question, running);
      return this.toExchange(turn, { thread, request, metadata });
    }
    // Of the answer only what is known of its request: how long the summary will be is not known yet.
    const rest = toRequest({ ...thread, start: summariseTo, summary: null });
    await this.admission.check(conversation, [this.summaries.requestFor(thread, summariseTo, shape), rest]);
    await this.questions.store(conversation, question, running);
    const options = { shape, signal, draft: running.draft };
    const summarised = await this.summaries.summarise(conversation, thread, summariseTo, options);
    return this.toExchange(turn, { thread: summarised, request: toRequest(summarised), metadata });
  }

  private toExchange(
    { conversation, question, context, action }: OpenTurn,
    { thread, request, metadata }: Sent,
  ): Exchange<Turn> {
    const { prompt, state } = question;
    const { listener, signal } = context;
    const { tenantId, userId } = conversation;
    const from = state === 'answered' ? conversation.currentLeafId : prompt.id;
    return {
      kind: 'message',
      request,
      listener: listener && ((id) => ({ onText: (piece) => listener.text(id, piece, prompt) })),
      signal,
      toAnswer: ({ reply }, id) => {
        const place = {
          id,
          conversationId: conversation.id,
          parentId: prompt.id,
          depth: prompt.depth + 1,
          createdAt: this.clock.now(),
          metadata,
          ...markOf(thread, prompt.id),
        };
        const row = newReply('assistant', place, request, reply);
        return {
          value: { userMessage: prompt, assistantMessage: { ...row, tenantId, userId } },
          entry: answerEntry(action, prompt, row),
          completed: completedEvent(prompt, row),
          refused: () => new MessageRefusedError(id, row.claudeRequestId),
          persist: async () => {
            // A holder that has lost the conversation to another request meanwhile does not take it back.
            const moved = { from, leafId: id, at: row.createdAt };
            const isThere = await this.conversations.moveOn(conversation, conversation.id, moved);
            if (!isThere) return new ConversationNotFoundError();
            await this.messages.insert(conversation, [row]);
            return null;
          },
        };
      },
    };
  }
}
