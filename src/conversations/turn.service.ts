import { Injectable } from '@nestjs/common';
import { ClaudeService } from '../claude/index.js';
import { type AccessScope, AuditTrail, Lifetime, sha256 } from '../common/index.js';
import { CompletionsService, type Recalled, type Repeats } from '../completions/index.js';
import { AnswerService, type Turn } from './answer.service.js';
import { ConversationRepository } from './conversation.repository.js';
import { ConversationBusyError, existing, MessageNotFoundError } from './conversations.errors.js';
import type { AnswerInput, MessageInput, TurnContext, TurnOutcome } from './conversations.types.js';
import type { Conversation } from './entities/conversation.entity.js';
import { MessageRepository } from './message.repository.js';
import { conversationLockId } from './messages.service.js';
import { failedEvent, recalledEntry, type TurnAction, turnEntry } from './new-message.js';
import { QuestionService, type Question } from './question.service.js';

/** A request for an answer, as it came. */
interface Asked {
  readonly scope: AccessScope;
  readonly conversationId: string;
  readonly input: AnswerInput;
  /** Everything that was asked for: what an idempotency key stands for. */
  readonly content: unknown;
  readonly context: TurnContext;
  readonly action: TurnAction;
  readonly find: (conversation: Conversation, idempotencyDigest: string | null) => Promise<Question>;
}

/** What an idempotency key remembers of a turn. */
interface Remembered {
  readonly userMessageId: string;
  readonly assistantMessageId: string;
}

/** Writes turns: a user's message and Claude's answer to it, one at a time in each conversation. */
@Injectable()
export class TurnService {
  constructor(
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly questions: QuestionService,
    private readonly answers: AnswerService,
    private readonly completions: CompletionsService,
    private readonly claude: ClaudeService,
    private readonly lifetime: Lifetime,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Stores the user's message and Claude's answer, which sees the whole path from the root.
   * @throws ConversationNotFoundError, MessageNotFoundError also for another owner's
   * @throws ConversationBusyError while another message is being answered, unless the input says to wait
   * @throws ContextWindowExceededError, ToolResultMissingError, BudgetExceededError before anything is spent or stored
   * @throws MessageRefusedError when Claude declines, with the id of the stored answer
   * @throws IdempotencyKeyReusedError when the key came with another message before
   * @throws ClaudeOverloadedError, ClaudeTimeoutError, ClaudeFailedError, ClaudeRejectedError, ClaudeRequestTooLargeError
   * when Claude gives no whole answer; the user's message stays stored
   * @throws DatabaseUnavailableError, HostTransactionError, AnswerNotStoredYetError, UserErasedError, ShuttingDownError,
   * OpenTransactionError, and the reason of `context.signal`, as `AnalysisService.analyze` does
   */
  post(
    scope: AccessScope,
    conversationId: string,
    input: MessageInput,
    context: TurnContext = {},
  ): Promise<TurnOutcome> {
    const content = ['message', conversationId, input];
    const find: Asked['find'] = (conversation, digest) => this.questions.forMessage(conversation, input, digest);
    const action = 'message.answered';
    return this.lifetime.track(this.answer({ scope, conversationId, input, content, context, action, find }));
  }

  /**
   * Has a message answered once more; the answers stand side by side.
   * @param messageId of the answer, or of the user's message when it has none
   * @throws as `post` does
   */
  regenerate(
    scope: AccessScope,
    conversationId: string,
    messageId: string,
    input: AnswerInput = {},
    context: TurnContext = {},
  ): Promise<TurnOutcome> {
    const content = ['regenerate', conversationId, messageId, input];
    const find: Asked['find'] = (conversation) => this.questions.forRegenerate(conversation, messageId);
    const action = 'message.regenerated';
    return this.lifetime.track(this.answer({ scope, conversationId, input, content, context, action, find }));
  }

  private async answer(asked: Asked): Promise<TurnOutcome> {
    const { scope, conversationId, input, context, action, find } = asked;
    const { signal } = context;
    const entry = turnEntry(action, conversationId);
    const found = await this.audit.attempt(scope, entry, () => this.find(scope, conversationId));
    const { value, from } = await this.completions.run<Turn>(found, {
      name: 'TurnService',
      asked: entry,
      failed: (error) => failedEvent(conversationId, error),
      repeats: this.repeats(found, asked),
      signal,
      plan: async () => ({
        exclusive: {
          lockId: conversationLockId(found),
          // At most as long as an answer may take.
          waitMs: input.wait ? this.claude.limits.timeoutMs : 0,
          busy: () => new ConversationBusyError(),
        },
        exchange: async (running) => {
          // As it is now: the request before has moved it on.
          const conversation = await this.find(found, conversationId);
          const question = await find(conversation, idempotencyDigest(asked));
          return this.answers.exchange({ conversation, question, input, context, action }, running);
        },
      }),
    });
    return { ...value, isIdempotentReplay: from === 'key' };
  }

  private repeats(
    conversation: Conversation,
    { content, scope, context }: Asked,
  ): Repeats<Turn, Remembered> | undefined {
    const { idempotencyKey: key } = context;
    if (key === undefined) return undefined;
    return {
      key,
      content,
      scope,
      remember: ({ userMessage, assistantMessage }) => ({
        userMessageId: userMessage.id,
        assistantMessageId: assistantMessage.id,
      }),
      recall: (remembered) => this.recall(conversation, remembered),
    };
  }

  private async recall(conversation: Conversation, remembered: Remembered): Promise<Recalled<Turn>> {
    const find = (messageId: string) => this.messages.findById(conversation, conversation.id, messageId, 'sealed');
    const userMessage = await find(remembered.userMessageId);
    const assistantMessage = await find(remembered.assistantMessageId);
    if (!userMessage || !assistantMessage) throw new MessageNotFoundError();
    return { value: { userMessage, assistantMessage }, entry: recalledEntry(userMessage, assistantMessage) };
  }

  private async find({ tenantId, userId }: AccessScope, conversationId: string): Promise<Conversation> {
    return existing(await this.conversations.findById({ tenantId, userId }, conversationId));
  }
}

/** What the message that is written under a key is found by, should its answer fail and the request come again. */
function idempotencyDigest({ scope, context }: Asked): string | null {
  const { idempotencyKey: key } = context;
  return key === undefined ? null : sha256(JSON.stringify([scope.userId, key]));
}
