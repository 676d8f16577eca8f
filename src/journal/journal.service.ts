import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type BilledEnd, type ClaudeRequest, ClaudeService } from '../claude/index.js';
import { AppError, Clock, IdGenerator, Lifetime, type Owner, ProcessId } from '../common/index.js';
import { DatabaseUnavailableError, UnitOfWork } from '../database/index.js';
import { type CallEnd, CallRepository } from './call.repository.js';
import type { CallKind } from './entities/call.entity.js';
import { DEFAULT_KEEP_MS, DEFAULT_LEASE_MS, JOURNAL_OPTIONS, type JournalModuleOptions } from './journal.options.js';
import { retryDelayMs } from './retry-policy.js';

export interface CallPurpose {
  readonly kind: CallKind;
  /** The id of the row that the answer will be. */
  readonly subjectId: string;
  readonly requestDigest: string;
}

export interface AskOptions {
  /** Asks for a stream, and gets the text as it comes. */
  readonly onText?: ((delta: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A call that Claude answered, or began to; `commit` still has to write its end down. */
export interface Answered {
  readonly callId: string;
  readonly end: BilledEnd;
}

/** How long to wait between two tries to store an answer that the database did not take, in milliseconds. */
const STORE_AGAIN_MS = 500;

/** Sends requests to Claude, each attempt a row before it leaves, so that nothing that may be billed is ever lost. */
@Injectable()
export class JournalService {
  private readonly logger = new Logger(JournalService.name);
  private readonly leaseMs: number;
  private readonly keepMs: number;

  constructor(
    @Inject(JOURNAL_OPTIONS) options: JournalModuleOptions,
    private readonly claude: ClaudeService,
    private readonly calls: CallRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly process: ProcessId,
    private readonly ids: IdGenerator,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
  ) {
    this.leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    this.keepMs = options.keepMs ?? DEFAULT_KEEP_MS;
  }

  /**
   * Asks Claude, again where that may help and there is time, and notes each attempt.
   * @throws DatabaseUnavailableError before anything is sent, when the attempt cannot be noted
   * @throws the signal's reason, or an error of the Claude room, when Claude gave no part of an answer
   */
  async ask(owner: Owner, purpose: CallPurpose, request: ClaudeRequest, options: AskOptions = {}): Promise<Answered> {
    const { maxRetries, timeoutMs } = this.claude.limits;
    const deadline = performance.now() + timeoutMs;
    const signal = options.signal ? AbortSignal.any([options.signal, this.lifetime.signal]) : this.lifetime.signal;
    for (let attempt = 1; ; attempt += 1) {
      const callId = this.ids.next();
      let isNoted = false;
      const beforeSend = async () => {
        await this.begin(owner, purpose, request, callId, attempt);
        isNoted = true;
      };
      try {
        return { callId, end: await this.claude.attempt(request, { ...options, signal, beforeSend }) };
      } catch (error) {
        if (isNoted) await this.noteFailure(owner, callId, error, signal);
        const delay = retryDelayMs(error, attempt, maxRetries);
        if (delay === null || performance.now() + delay >= deadline) throw error;
        await pause(delay, signal);
      }
    }
  }

  /**
   * Ends the call and does the work that belongs to it, in one transaction. When the database goes away meanwhile, this
   * goes on until it is known to be there: a commit whose answer was lost is found done, not done again.
   * @throws DatabaseUnavailableError when the database stays away; the call then ends as `interrupted`
   */
  async commit(owner: Owner, { callId, end }: Answered, work: () => Promise<void>): Promise<void> {
    const ending = this.endOf(end);
    const giveUpAt = performance.now() + this.keepMs;
    for (;;) {
      try {
        return await this.unitOfWork.run(async () => {
          const settlement = await this.calls.settle(owner, callId, this.process.value, ending);
          if (settlement === 'late') this.logger.warn(`call ${callId} ended after its lease had been taken`);
          if (settlement !== 'known') await work();
        });
      } catch (error) {
        if (!(error instanceof DatabaseUnavailableError) || performance.now() > giveUpAt) throw error;
        await wait(STORE_AGAIN_MS);
      }
    }
  }

  private async begin(
    owner: Owner,
    purpose: CallPurpose,
    request: ClaudeRequest,
    id: string,
    attempt: number,
  ): Promise<void> {
    const now = this.clock.now();
    const call = {
      ...{ id, ...purpose, attempt, model: request.model, status: 'pending' as const },
      ...{ leaseHolder: this.process.value, leaseUntil: new Date(now.getTime() + this.leaseMs), startedAt: now },
      ...{ endedAt: null, errorCode: null, claudeRequestId: null, answeredModel: null },
      ...{ inputTokens: 0, outputTokens: 0, cacheCreationInputTokens: 0, cacheCreation1hInputTokens: 0 },
      ...{ cacheReadInputTokens: 0, serviceTier: null, costPicoUsd: null },
    };
    await this.unitOfWork.run(() => this.calls.insert(owner, call));
  }

  private async noteFailure(owner: Owner, callId: string, error: unknown, signal?: AbortSignal): Promise<void> {
    const end: CallEnd = {
      status: signal?.aborted ? 'aborted' : 'failed',
      endedAt: this.clock.now(),
      errorCode: error instanceof AppError ? error.code : null,
      claudeRequestId: (error instanceof AppError && error.detail.requestId) || null,
      reply: null,
    };
    try {
      await this.unitOfWork.run(() => this.calls.settle(owner, callId, this.process.value, end));
    } catch (failure) {
      // What happened to the request itself is what the caller has to know; the lease ends the row.
      this.logger.warn(`the end of call ${callId} could not be noted (${nameOf(failure)})`);
    }
  }

  private endOf(end: BilledEnd): CallEnd {
    const { reply } = end;
    const common = { endedAt: this.clock.now(), claudeRequestId: reply.requestId, reply };
    if (end.isWhole) return { ...common, status: 'succeeded', errorCode: null };
    const errorCode = end.cause instanceof AppError ? end.cause.code : null;
    return { ...common, status: reply.stopReason === 'aborted' ? 'aborted' : 'failed', errorCode };
  }
}

/** @throws the signal's reason */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
