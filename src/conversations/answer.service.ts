import { Injectable } from '@nestjs/common';
import type { IdempotencyOutcome, LockHandle } from '../locks/index.js';
import type { BilledEnd, ClaudeRequest } from '../claude/index.js';
import { AppError, type AuditDraft, AuditTrail, Clock, IdGenerator, RepriseEvents } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ContentEncryption } from '../encryption/index.js';
import { AdmissionService, type Answered, JournalService } from '../journal/index.js';
import { type Shaped, ShapeService } from '../preferences/index.js';
import { answerEntry, messageEntry, type TurnAction } from './audit-entries.js';
import { ContextService } from './context/context.service.js';
import { markOf, type Thread, toClaudeMessages, waitingOf } from './context/thread.js';
import { ConversationLock } from './conversation-lock.js';
import { ConversationRepository } from './conversation.repository.js';
import {
  ConversationBusyError,
  ConversationNotFoundError,
  MessageRefusedError,
  ToolResultMissingError,
} from './conversations.errors.js';
import { completedPayload, createdPayload, isAnswer } from './event-payloads.js';
import type { AnswerInput, TurnContext } from './conversations.types.js';
import type { Conversation } from './entities/conversation.entity.js';
import type { Message } from './entities/message.entity.js';
import { MessageRepository } from './message.repository.js';
import { newReply, type NewMessage } from './new-message.js';
import type { Question } from './path.service.js';
import { SummaryService } from './summary.service.js';
import { titleOf } from './title.js';

/** What an idempotency key remembers of a turn. */
export interface RememberedTurn {
  readonly userMessageId: string;
  readonly assistantMessageId: string;
}

/** A question on its way to an answer, while nobody else writes in the conversation. */
export interface Turn {
  readonly conversation: Conversation;
  readonly question: Question;
  readonly input: AnswerInput;
  readonly context: TurnContext;
  readonly held: LockHandle;
  readonly action: TurnAction;
  readonly draft: AuditDraft;
  readonly idempotent: IdempotencyOutcome<RememberedTurn> | null;
}

/** What Claude is sent, and what the answer is to say of it. */
interface Sent extends Pick<Shaped, 'metadata'> {
  readonly thread: Thread;
  readonly request: ClaudeRequest;
}

/** Stores a user's message, asks Claude, and stores the answer. */
@Injectable()
export class AnswerService {
  constructor(
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly contexts: ContextService,
    private readonly summaries: SummaryService,
    private readonly shapes: ShapeService,
    private readonly admission: AdmissionService,
    private readonly journal: JournalService,
    private readonly lock: ConversationLock,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
    private readonly encryption: ContentEncryption,
  ) {}

  /**
   * @throws ContextWindowExceededError, ToolResultMissingError, BudgetExceededError before the message is stored
   * @throws MessageRefusedError when Claude declines, with the id of the stored answer
   * @throws ConversationNotFoundError when it was deleted meanwhile
   * @throws an error of the Claude module when Claude gives no whole answer
   */
  async answer(turn: Turn): Promise<Message> {
    const { conversation, question, input, context, draft } = turn;
    const { shape, metadata } = await this.shapes.shape(conversation, {
      ...{ model: conversation.model, system: conversation.system ?? undefined },
      ...{ maxTokens: input.maxTokens, effort: input.effort, preferences: input.preferences },
    });
    const { signal } = context;
    const plan = await this.contexts.plan(
      {
        ...{ path: question.path, prompt: question.prompt.text, shape, policy: conversation.contextPolicy },
        summaries: await this.summaries.find(conversation, question.path),
      },
      signal,
    );
    const { thread, summariseTo } = plan;
    const waiting = waitingOf(thread);
    if (waiting) throw new ToolResultMissingError(waiting.id);
    const toRequest = (sent: Thread): ClaudeRequest => {
      const messages = toClaudeMessages(sent, question.prompt.text);
      return { ...shape, messages, schema: null, cachePrefix: true };
    };
    if (summariseTo === null) {
      await this.admission.check(conversation, [toRequest(thread)]);
      await this.begin(turn);
      return this.ask(turn, { thread, request: toRequest(thread), metadata });
    }
    // Of the answer only what is known of its request: how long the summary will be, nobody can say.
    const rest = toRequest({ ...thread, start: summariseTo, summary: null });
    await this.admission.check(conversation, [this.summaries.requestFor(thread, summariseTo, shape), rest]);
    await this.begin(turn);
    const sent = await this.summaries.summarise(conversation, thread, summariseTo, { shape, signal, draft });
    return this.ask(turn, { thread: sent, request: toRequest(sent), metadata });
  }

  /** Stores the message before Claude is asked: whatever happens then, it is there. */
  private async begin({ conversation, question, held }: Turn): Promise<void> {
    const { prompt, state } = question;
    if (state === 'answered') return;
    const at = this.clock.now();
    await this.unitOfWork.run(async () => {
      // This process may have been away for longer than its lease, and the path is no longer what it was.
      if (!(await this.lock.keep(conversation, held, prompt.id))) throw new ConversationBusyError();
      const title = conversation.title === null ? titleOf(prompt.text) : null;
      const isThere = await this.conversations.moveTo(conversation, conversation.id, { leafId: prompt.id, title, at });
      if (!isThere) throw new ConversationNotFoundError();
      if (state !== 'new') return;
      await this.messages.insert(conversation, [prompt]);
      await this.audit.record(conversation, messageEntry(prompt));
      this.unitOfWork.afterCommit(() => this.events.emit('message.created', conversation, createdPayload(prompt)));
    });
  }

  /** Asks Claude. The call's end, the answer and what belongs to it are committed together. */
  private async ask(turn: Turn, sent: Sent): Promise<Message> {
    const { conversation, question, context, held, action, draft, idempotent } = turn;
    const { request } = sent;
    const { listener, signal } = context;
    const subjectId = this.ids.next();
    const requestDigest = await this.encryption.digest(conversation, request);
    const purpose = { kind: 'message' as const, subjectId, requestDigest };
    const onText = listener && ((piece: string) => listener.text(subjectId, piece, question.prompt));
    const onCall = (callId: string) => draft.callIds.push(callId);
    const answered = await this.journal.ask(conversation, purpose, request, { signal, onText, onCall });
    const row = this.toRow(question, sent, answered);
    const from = question.state === 'answered' ? conversation.currentLeafId : question.prompt.id;
    let isThere = false;
    await this.journal.commit(conversation, answered, async () => {
      await this.lock.release(conversation, held);
      // Who lost the conversation to somebody else meanwhile does not take it back.
      const place = { from, leafId: row.id, at: row.createdAt };
      isThere = await this.conversations.moveOn(conversation, conversation.id, place);
      if (isThere) await this.messages.insert(conversation, [row]);
      if (isThere) await conclude(idempotent, answered.end, row);
      const entry = answerEntry(action, question.prompt, row, answered.end);
      if (isThere) await this.audit.record(conversation, { ...entry, id: draft.id, callIds: draft.callIds });
      if (isThere && isAnswer(row, answered.end))
        this.unitOfWork.afterCommit(() =>
          this.events.emit('message.completed', conversation, completedPayload(question.prompt, row)),
        );
    });
    if (!isThere) throw new ConversationNotFoundError();
    draft.isWritten = true;
    if (!answered.end.isWhole) throw answered.end.cause;
    if (row.stopReason === 'refusal') throw new MessageRefusedError(row.id, row.claudeRequestId);
    return { ...row, tenantId: conversation.tenantId, userId: conversation.userId };
  }

  private toRow({ prompt }: Question, { thread, request, metadata }: Sent, answered: Answered): NewMessage {
    const place = {
      ...{ id: answered.purpose.subjectId, conversationId: prompt.conversationId, createdAt: this.clock.now() },
      ...{ parentId: prompt.id, depth: prompt.depth + 1, metadata },
      ...markOf(thread, prompt.id),
    };
    return newReply('assistant', place, request, answered.end.reply);
  }
}

/** What a repeat under the same idempotency key gets. An answer that the client itself cut short is asked for again. */
async function conclude(
  idempotent: IdempotencyOutcome<RememberedTurn> | null,
  end: BilledEnd,
  row: NewMessage,
): Promise<void> {
  if (!end.isWhole) return end.cause instanceof AppError ? idempotent?.failed(end.cause) : undefined;
  if (row.stopReason === 'refusal') return idempotent?.failed(new MessageRefusedError(row.id, row.claudeRequestId));
  return idempotent?.done({ userMessageId: row.parentId ?? '', assistantMessageId: row.id });
}
