import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { BudgetExceededError } from '../budgets/index.js';
import { type AttemptOptions, type BilledEnd, type ClaudeRequest, ClaudeService } from '../claude/index.js';
import { Clock, IdGenerator, Lifetime, type Log, Logs, type Owner, ProcessId, RepriseEvents } from '../common/index.js';
import { DatabaseUnavailableError, isDiskFull, StorableStream, UnitOfWork } from '../database/index.js';
import { AdmissionService } from './admission.service.js';
import { endOf, endWithoutReply, logFailure } from './call-end.js';
import { type CallEnd, CallRepository } from './call.repository.js';
import type { CallKind } from './entities/call.entity.js';
import { AnswerNotStoredYetError, UserErasedError } from './journal.errors.js';
import { DEFAULT_KEEP_MS, JOURNAL_OPTIONS, type JournalModuleOptions } from './journal.options.js';
import { settledPayload } from './event-payloads.js';
import { LeaseKeeper } from './lease-keeper.js';
import { lateEntry, settledEntry } from './ledger-entry.js';
import { LedgerRepository } from './ledger.repository.js';
import { pause, within } from './timeouts.js';
import { retryDelayMs } from './retry-policy.js';

export interface CallPurpose {
  readonly kind: CallKind;
  /** The id of the row that the answer will be. */
  readonly subjectId: string;
  readonly requestDigest: string;
}

export interface AskOptions {
  /** Asks for a stream, and gets the text as it comes: storable pieces that, joined, are byte for byte what is stored. */
  readonly onText?: ((piece: string) => void) | undefined;
  /** Hears the id of each call that is written down for it, the first one and those that follow where it failed. */
  readonly onCall?: ((callId: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A call that Claude answered, or began to; `commit` still has to write its end down. */
export interface Answered {
  readonly callId: string;
  readonly purpose: CallPurpose;
  readonly end: BilledEnd;
}

/** How long to wait between two tries to store an answer that the database did not take, in milliseconds. */
const STORE_AGAIN_MS = 500;
/** How long the caller waits for that before it gets an error, in milliseconds. */
const TELL_AFTER_MS = 20_000;
/** How long an error of Claude's waits for being noted before it is told, in milliseconds. */
const NOTE_WITHIN_MS = 1_000;

/** Sends requests to Claude, each attempt a row before it leaves, so that nothing that may be billed is ever lost. */
@Injectable()
export class JournalService {
  private readonly logger: Log;
  private readonly keepMs: number;

  constructor(
    @Inject(JOURNAL_OPTIONS) options: JournalModuleOptions,
    private readonly claude: ClaudeService,
    private readonly admission: AdmissionService,
    private readonly calls: CallRepository,
    private readonly ledger: LedgerRepository,
    private readonly leases: LeaseKeeper,
    private readonly unitOfWork: UnitOfWork,
    private readonly process: ProcessId,
    private readonly ids: IdGenerator,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
    private readonly events: RepriseEvents,
    logs: Logs,
  ) {
    this.logger = logs.of(JournalService);
    this.keepMs = options.keepMs ?? DEFAULT_KEEP_MS;
  }

  /**
   * Asks Claude, again where that may help and there is time, and notes each attempt.
   * @throws BudgetExceededError before an attempt that could pass a budget
   * @throws DatabaseUnavailableError before anything is sent, when the attempt cannot be noted
   * @throws the signal's reason, or an error of the Claude module, when Claude gave no part of an answer
   */
  ask(owner: Owner, purpose: CallPurpose, request: ClaudeRequest, options: AskOptions = {}): Promise<Answered> {
    return this.lifetime.either(options.signal, (signal) =>
      this.attempts(owner, purpose, request, { ...options, signal }),
    );
  }

  private async attempts(
    owner: Owner,
    purpose: CallPurpose,
    request: ClaudeRequest,
    options: AskOptions & { readonly signal: AbortSignal },
  ): Promise<Answered> {
    const { signal } = options;
    const { maxRetries, timeoutMs } = this.claude.limits;
    const deadline = performance.now() + timeoutMs;
    for (let attempt = 1; ; attempt += 1) {
      const callId = this.ids.next();
      let isNoted = false;
      const beforeSend = async () => {
        await this.begin(owner, purpose, request, callId, attempt);
        isNoted = true;
        options.onCall?.(callId);
      };
      try {
        const end = await this.attempt(request, { ...options, beforeSend, owner });
        return { callId, purpose, end };
      } catch (error) {
        const isErased = isNoted && (await this.noteFailure(owner, callId, error, signal));
        const delay = retryDelayMs(error, attempt, maxRetries);
        if (delay === null || performance.now() + delay >= deadline) throw error;
        // Sent again, it would be a call for a user whose data was erased.
        if (isErased) throw new UserErasedError();
        await pause(delay, signal);
      }
    }
  }

  private async attempt(request: ClaudeRequest, { onText, ...options }: AttemptOptions): Promise<BilledEnd> {
    if (!onText) return this.claude.attempt(request, options);
    // One for each attempt: half a pair from one that failed is no part of what the next one says.
    const text = new StorableStream(onText);
    const end = await this.claude.attempt(request, { ...options, onText: (piece) => text.write(piece) });
    text.end();
    return end;
  }

  /**
   * Ends the call and does the work that belongs to it, in one transaction. When the database goes away meanwhile, this
   * goes on until it is known to be there: a commit whose answer was lost is found done, not done again.
   * @throws AnswerNotStoredYetError when that takes long, and soon where the disk is full; it goes on all the same
   * @throws UserErasedError when the user was erased meanwhile: then the work is not done
   */
  async commit(owner: Owner, { callId, purpose, end }: Answered, work: () => Promise<void>): Promise<void> {
    const ending = endOf(end, this.clock.now());
    if (!end.isWhole && ending.status === 'failed') logFailure(this.logger, callId, end.cause);
    let isErased = false;
    const full = new AbortController();
    const stored = this.untilStored(
      callId,
      async () => {
        // What a try that was perhaps committed has found stays true.
        if (await this.settle(owner, callId, ending, work)) isErased = true;
      },
      () => full.abort(),
    );
    const late = () => new AnswerNotStoredYetError(purpose, stored);
    await this.lifetime.either(full.signal, (hurry) => within(stored, TELL_AFTER_MS, hurry, late));
    if (isErased) throw new UserErasedError();
  }

  /**
   * Ends the call once, does the work that belongs to it, and counts it, in the surrounding transaction.
   * @returns whether the user was erased meanwhile: then the call counts for no user, and the work is not done
   */
  private async settle(owner: Owner, callId: string, end: CallEnd, work?: () => Promise<void>): Promise<boolean> {
    const { as, call } = await this.calls.settle(owner, callId, this.process.value, end);
    if (as === 'known') return false;
    if (as === 'late') this.logger.warn(`call ${callId} ended after its lease had been taken`);
    this.unitOfWork.afterCommit(() => this.events.emit('call.settled', call, settledPayload(call, end, as === 'late')));
    const isErased = call.userId !== owner.userId;
    if (!isErased) await work?.();
    this.ledger.add([as === 'late' ? lateEntry(call, end) : settledEntry(call, end)]);
    return isErased;
  }

  /**
   * Goes on after its caller has been told, and is waited for when the process is to stop.
   * @param onFullDisk is told that it takes long
   */
  private untilStored(callId: string, work: () => Promise<unknown>, onFullDisk?: () => void): Promise<void> {
    const giveUpAt = performance.now() + this.keepMs;
    const store = async (): Promise<void> => {
      for (;;) {
        try {
          await this.unitOfWork.runTogether('settlement', work);
          return;
        } catch (error) {
          if (!(error instanceof DatabaseUnavailableError) || performance.now() > giveUpAt) {
            this.logger.error(`the end of call ${callId} could not be stored (${nameOf(error)})`);
            throw error;
          }
          if (isDiskFull(error)) onFullDisk?.();
          await wait(STORE_AGAIN_MS);
        }
      }
    };
    return this.lifetime.track(store().finally(() => this.leases.letGo(callId)));
  }

  private async begin(
    owner: Owner,
    purpose: CallPurpose,
    request: ClaudeRequest,
    id: string,
    attempt: number,
  ): Promise<void> {
    this.leases.hold(id);
    try {
      await this.admission.admit(owner, { id, ...purpose, attempt }, request);
    } catch (error) {
      this.leases.letGo(id);
      // Then there surely is no row.
      if (error instanceof BudgetExceededError) throw error;
      // Perhaps only the answer was lost. If the row cannot be ended now, it ends with its lease.
      const end = {
        status: 'failed',
        errorCode: 'database_unavailable',
        claudeRequestId: null,
        reply: null,
        mayBeBilled: false,
      } as const;
      const endedAt = this.clock.now();
      void this.unitOfWork.run(() => this.settle(owner, id, { ...end, endedAt })).catch(() => undefined);
      throw error;
    }
  }

  /** @returns whether the user was erased meanwhile */
  private async noteFailure(owner: Owner, callId: string, error: unknown, signal?: AbortSignal): Promise<boolean> {
    const end = endWithoutReply(error, signal?.aborted ?? false, this.clock.now());
    if (end.status === 'failed') logFailure(this.logger, callId, error);
    let isErased = false;
    const noted = this.untilStored(callId, async () => {
      isErased = await this.settle(owner, callId, end);
    });
    const unknown = () => new Error('it takes long');
    // What happened to the request itself is what the caller has to know.
    await within(noted, NOTE_WITHIN_MS, this.lifetime.signal, unknown).catch((failure: unknown) =>
      this.logger.warn(`the end of call ${callId} is not noted yet (${nameOf(failure)})`),
    );
    return isErased;
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
