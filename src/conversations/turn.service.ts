import { Injectable } from '@nestjs/common';
import { type IdempotencyOutcome, IdempotencyService } from '../locks/index.js';
import { type AuditDraft, AuditTrail, Lifetime, type AccessScope, RepriseEvents, sha256 } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { AnswerService, type RememberedTurn } from './answer.service.js';
import { ConversationLock } from './conversation-lock.js';
import { askedEntry, recalledEntry, type TurnAction } from './audit-entries.js';
import { ConversationLookup } from './conversation-lookup.js';
import type { AnswerInput, MessageInput, TurnContext, TurnOutcome } from './conversations.types.js';
import type { Conversation } from './entities/conversation.entity.js';
import { failedPayload } from './event-payloads.js';
import { MessageNotFoundError } from './conversations.errors.js';
import { MessageRepository } from './message.repository.js';
import { PathService, type Question } from './path.service.js';

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

/** Writes turns: a user's message and Claude's answer to it, one at a time in each conversation. */
@Injectable()
export class TurnService {
  constructor(
    private readonly conversations: ConversationLookup,
    private readonly messages: MessageRepository,
    private readonly paths: PathService,
    private readonly answers: AnswerService,
    private readonly lock: ConversationLock,
    private readonly idempotency: IdempotencyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly lifetime: Lifetime,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /**
   * Stores the user's message and Claude's answer, which sees the whole path from the root.
   * @throws ConversationNotFoundError, MessageNotFoundError also for what belongs to somebody else
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
    const find: Asked['find'] = (conversation, digest) => this.paths.forMessage(conversation, input, digest);
    const action = 'message.answered';
    return this.lifetime.track(this.once({ scope, conversationId, input, content, context, action, find }));
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
    const find: Asked['find'] = (conversation) => this.paths.forRegenerate(conversation, messageId);
    const action = 'message.regenerated';
    return this.lifetime.track(this.once({ scope, conversationId, input, content, context, action, find }));
  }

  private async once(asked: Asked): Promise<TurnOutcome> {
    this.unitOfWork.refuseInside('TurnService');
    const { scope, conversationId } = asked;
    const draft = this.audit.draft();
    const entry = askedEntry(asked.action, conversationId);
    const find = () => this.conversations.getOrThrow(scope, conversationId);
    const conversation = await this.audit.attempt(scope, entry, find, draft);
    const answered = this.audit.attempt(conversation, entry, () => this.answer(conversation, asked, draft), draft);
    answered.catch((error: unknown) =>
      this.events.emit('message.failed', conversation, failedPayload(conversationId, error)),
    );
    return answered;
  }

  private async answer(conversation: Conversation, asked: Asked, draft: AuditDraft): Promise<TurnOutcome> {
    const { scope, content, context } = asked;
    const { idempotencyKey: key, signal } = context;
    if (key === undefined) return this.perform(conversation, asked, draft, null);
    const { value, replayed } = await this.idempotency.once<RememberedTurn, TurnOutcome>(
      conversation,
      { key, content, scope, signal },
      {
        perform: (idempotent) => this.perform(conversation, asked, draft, idempotent),
        recall: (remembered) => this.recall(conversation, remembered, draft),
      },
    );
    return { ...value, isIdempotentReplay: replayed };
  }

  private perform(
    { tenantId, userId, id }: Conversation,
    { scope, input, context, action, find }: Asked,
    draft: AuditDraft,
    idempotent: IdempotencyOutcome<RememberedTurn> | null,
  ): Promise<TurnOutcome> {
    const { signal, idempotencyKey: key } = context;
    const digest = key === undefined ? null : sha256(JSON.stringify([scope.userId, key]));
    const owner = { tenantId, userId };
    return this.lock.during(owner, id, { wait: input.wait, signal }, async (held) => {
      // As it is now: whoever wrote before has moved it on.
      const conversation = await this.conversations.getOrThrow(owner, id);
      const question = await find(conversation, digest);
      const turn = { conversation, question, input, context, held, action, draft, idempotent };
      const assistantMessage = await this.answers.answer(turn);
      return { userMessage: question.prompt, assistantMessage, isIdempotentReplay: false };
    });
  }

  private async recall(conversation: Conversation, turn: RememberedTurn, draft: AuditDraft): Promise<TurnOutcome> {
    const find = (messageId: string) => this.messages.findById(conversation, conversation.id, messageId, 'sealed');
    const userMessage = await find(turn.userMessageId);
    const assistantMessage = await find(turn.assistantMessageId);
    if (!userMessage || !assistantMessage) throw new MessageNotFoundError();
    await this.audit.note(conversation, recalledEntry(userMessage, assistantMessage, draft));
    return { userMessage, assistantMessage, isIdempotentReplay: true };
  }
}
