import { Injectable } from '@nestjs/common';
import type { BilledEnd } from '../claude/index.js';
import {
  AppError,
  type AuditDraft,
  AuditTrail,
  IdGenerator,
  outcomeOf,
  type Owner,
  RepriseEvents,
} from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ContentEncryption } from '../encryption/index.js';
import { JournalService } from '../journal/index.js';
import type { Answer, Exchange } from './completion.js';
import type { OutcomeRecorder } from './idempotency.service.js';

/** What ends together with an exchange. */
export interface Surroundings<T> {
  /** The record of it. */
  readonly draft: AuditDraft;
  /** The record of the request that it is made for, which names its calls too. @default none */
  readonly parent?: AuditDraft | undefined;
  /** The idempotency key. @default none */
  readonly recorder?: OutcomeRecorder<T> | null | undefined;
  /** Releases the lock, in the transaction in which the call ends. @default none is held */
  readonly release?: ((end: BilledEnd, answer: Answer<T>) => Promise<void>) | undefined;
}

/** Asks Claude, and commits what belongs together in one transaction: the call's end, the lock, the answer, the key, the record. */
@Injectable()
export class ExchangeService {
  constructor(
    private readonly journal: JournalService,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly encryption: ContentEncryption,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /**
   * @throws the cause of an answer that is not whole, and the error for one that Claude refused; both are stored
   * @throws what `Answer.persist` says; what `JournalService.ask` and `commit` throw
   */
  async ask<T>(owner: Owner, exchange: Exchange<T>, surroundings: Surroundings<T>): Promise<T> {
    const { draft, recorder, release } = surroundings;
    const answered = await this.call(owner, exchange, surroundings);
    const { end, purpose } = answered;
    const answer = await exchange.toAnswer(end, purpose.subjectId);
    const failure = failureOf(end, answer);
    let gone: AppError | null = null;
    await this.journal.commit(owner, answered, async () => {
      await release?.(end, answer);
      gone = await answer.persist();
      if (gone) return;
      // An answer that the client itself cut short is asked for again.
      if (failure === null) await recorder?.succeeded(answer.value);
      else if (failure.error instanceof AppError) await recorder?.failed(failure.error);
      const { id, callIds } = draft;
      await this.audit.record(owner, { ...answer.entry, id, outcome: storedOutcome(end), callIds: [...callIds] });
      const { completed } = answer;
      if (completed && end.isWhole && !isRefused(end))
        this.unitOfWork.afterCommit(() => this.events.emit(completed.type, owner, completed.payload));
    });
    if (gone) throw gone as AppError;
    draft.isWritten = true;
    if (failure) throw failure.error;
    return answer.value;
  }

  private async call<T>(owner: Owner, exchange: Exchange<T>, { draft, parent }: Surroundings<T>) {
    const { kind, request, signal, listener } = exchange;
    const subjectId = this.ids.next();
    const requestDigest = exchange.requestDigest ?? (await this.encryption.digest(owner, request));
    return this.journal.ask(owner, { kind, subjectId, requestDigest }, request, {
      ...listener?.(subjectId),
      signal,
      onCall: (callId) => {
        draft.callIds.push(callId);
        parent?.callIds.push(callId);
      },
    });
  }
}

/** What the caller is told instead of the answer, and a repeat under the same key too. */
function failureOf<T>(end: BilledEnd, { refused }: Answer<T>): { readonly error: unknown } | null {
  if (!end.isWhole) return { error: end.cause };
  return isRefused(end) && refused ? { error: refused() } : null;
}

function storedOutcome(end: BilledEnd): string {
  if (!end.isWhole) return outcomeOf(end.cause);
  return isRefused(end) ? 'refused' : 'done';
}

function isRefused({ reply }: BilledEnd): boolean {
  return reply.stopReason === 'refusal';
}
