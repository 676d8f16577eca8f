import { Inject, Injectable } from '@nestjs/common';
import { BudgetsService } from '../budgets/index.js';
import { type ClaudeRequest, ClaudeService, countPromptTokens, PriceList } from '../claude/index.js';
import { Clock, type Owner, ProcessId } from '../common/index.js';
import { RequiredTables, UnitOfWork } from '../database/index.js';
import { CallRepository } from './call.repository.js';
import type { Call } from './entities/call.entity.js';
import { DEFAULT_LEASE_MS, JOURNAL_OPTIONS, type JournalModuleOptions } from './journal.options.js';

/** What a call is, before anything has become of it. */
type NewCall = Pick<Call, 'id' | 'kind' | 'subjectId' | 'requestDigest' | 'attempt'>;

/** Writes calls down before they are sent, where the budgets have room for them. */
@Injectable()
export class AdmissionService {
  private readonly leaseMs: number;

  constructor(
    @Inject(JOURNAL_OPTIONS) options: JournalModuleOptions,
    private readonly calls: CallRepository,
    private readonly budgets: BudgetsService,
    private readonly prices: PriceList,
    private readonly claude: ClaudeService,
    private readonly unitOfWork: UnitOfWork,
    private readonly tables: RequiredTables,
    private readonly process: ProcessId,
    private readonly clock: Clock,
  ) {
    this.leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
  }

  /**
   * @throws BudgetExceededError where there is no room for all of these at the moment
   * @throws TooManyCallsError, ClaudeOverloadedError where one more would be refused at once
   */
  async check(owner: Owner, requests: readonly ClaudeRequest[]): Promise<void> {
    this.claude.refuseIfFull(owner);
    const at = this.clock.now();
    let worstPicoUsd: bigint | null = 0n;
    for (const request of requests) {
      const cost = this.prices.worstCasePicoUsd(request, at, await countPromptTokens(request));
      worstPicoUsd = worstPicoUsd === null || cost === null ? null : worstPicoUsd + cost;
    }
    await this.budgets.check(owner, { worstPicoUsd, at });
  }

  /**
   * Commits the call's row and, with it, what is reserved for the call. The row comes first: on SQLite the transaction is
   * a writing one from then on, and what it reads can no longer be changed by another process.
   * @throws BudgetExceededError, and then there is no row
   * @throws Error where the answer could not be stored, because tables are missing
   */
  async admit(owner: Owner, call: NewCall, request: ClaudeRequest): Promise<void> {
    await this.tables.check();
    const promptTokens = await countPromptTokens(request);
    const at = this.clock.now();
    const worstPicoUsd = this.prices.worstCasePicoUsd(request, at, promptTokens);
    const row = { ...call, ...NOTHING_YET, model: request.model, startedAt: at, reservedPicoUsd: worstPicoUsd };
    const admitted = this.unitOfWork.runTogether('admission', async () => {
      // The lease counts from when there is a connection to write it on.
      const now = this.clock.now().getTime();
      await this.calls.insert(owner, {
        ...row,
        leaseHolder: this.process.value,
        leaseUntil: new Date(now + this.leaseMs),
        reservedUntil: new Date(now + this.claude.limits.timeoutMs),
      });
      await this.budgets.reserve(owner, { worstPicoUsd, at });
    });
    await admitted.catch((error: unknown) => this.budgets.refused(owner, error));
  }
}

const NOTHING_YET = {
  status: 'pending' as const,
  endedAt: null,
  errorCode: null,
  claudeRequestId: null,
  answeredModel: null,
  inputTokens: 0,
  outputTokens: 0,
  cacheCreationInputTokens: 0,
  cacheCreation1hInputTokens: 0,
  cacheReadInputTokens: 0,
  serviceTier: null,
  usageBasis: 'reported' as const,
  costPicoUsd: null,
};
