import { Injectable } from '@nestjs/common';
import { ClaudeFailedError, type ClaudeRequest } from '../claude/index.js';
import { type AuditDraft, AuditTrail, Clock, IdGenerator, type Owner } from '../common/index.js';
import { ContentEncryption } from '../encryption/index.js';
import { JournalService } from '../journal/index.js';
import type { CallShape } from '../preferences/index.js';
import { summaryEntry } from './audit-entries.js';
import { markOf, type Thread, type ThreadMessage, toClaudeMessages } from './context/thread.js';
import { ConversationRepository } from './conversation.repository.js';
import { ConversationNotFoundError } from './conversations.errors.js';
import type { Conversation } from './entities/conversation.entity.js';
import type { Message } from './entities/message.entity.js';
import { MessageRepository } from './message.repository.js';
import { newReply } from './new-message.js';

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
    private readonly journal: JournalService,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly encryption: ContentEncryption,
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
    const { shape, signal, draft } = options;
    const owner: Owner = conversation;
    const older = thread.path.slice(0, to);
    const summarised = { ...thread, path: older };
    const request = summaryRequest(summarised, shape);
    const subjectId = this.ids.next();
    const requestDigest = await this.encryption.digest(owner, request);
    const purpose = { kind: 'summary' as const, subjectId, requestDigest };
    const callIds: string[] = [];
    const onCall = (callId: string) => void [callIds, draft.callIds].forEach((ids) => ids.push(callId));
    const answered = await this.journal.ask(owner, purpose, request, { signal, onCall });
    const last = older.at(-1);
    const place = {
      ...{ id: subjectId, conversationId: conversation.id, createdAt: this.clock.now() },
      ...{ parentId: last?.id ?? null, depth: last?.depth ?? 0, metadata: {} },
      ...markOf(summarised, subjectId),
    };
    const row = newReply('summary', place, request, answered.end.reply);
    let isThere = false;
    await this.journal.commit(owner, answered, async () => {
      isThere = await this.conversations.lock(owner, conversation.id);
      if (!isThere) return;
      await this.messages.insert(owner, [row]);
      await this.audit.record(owner, summaryEntry(row, answered.end, callIds));
    });
    if (!isThere) throw new ConversationNotFoundError();
    if (!answered.end.isWhole) throw answered.end.cause;
    const summary: Message = { ...row, tenantId: owner.tenantId, userId: owner.userId };
    if (!isUsable(summary))
      throw new ClaudeFailedError(
        'Claude did not summarise the conversation. Try again later, or let older turns go: PATCH it with "context": "trim".',
      );
    return { ...thread, start: to, summary };
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
