import { Injectable } from '@nestjs/common';
import { AuditTrail, Clock, formatUsd, type Owner, RepriseEvents } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { BudgetRepository, type StoredBudget } from './budget.repository.js';
import { BudgetExceededError, BudgetNotFoundError } from './budgets.errors.js';
import type { BudgetHolder, BudgetLimit, BudgetStatus, PlannedCall } from './budgets.types.js';
import { periodAt } from './period.js';
import { SpendSource } from './spend.source.js';

/** Says what may be spent, and keeps calls from passing it: billed and reserved together never exceed a limit. */
@Injectable()
export class BudgetsService {
  constructor(
    private readonly budgets: BudgetRepository,
    private readonly spend: SpendSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /** A budget with what is billed and reserved in the running period, in picodollars. @throws BudgetNotFoundError */
  getOrThrow(holder: BudgetHolder): Promise<BudgetStatus> {
    const read = { action: 'budget.read' } as const;
    return this.audit.attempt(holder, read, async () => {
      const status = await this.find(holder);
      await this.audit.note(holder, read);
      return status;
    });
  }

  /**
   * Sets it from now on, in place of the one there was. Calls that are under way count for it as well, but are not stopped.
   * @param limit in picodollars (10⁻¹² US dollars) for each day or month of UTC
   */
  set(holder: BudgetHolder, limit: BudgetLimit): Promise<BudgetStatus> {
    const detail = { limit_usd: formatUsd(limit.limitPicoUsd), period: limit.period };
    const changed = { action: 'budget.changed', detail } as const;
    return this.audit.attempt(holder, changed, () =>
      this.unitOfWork.run(async () => {
        await this.budgets.put(holder, limit, this.clock.now());
        await this.audit.record(holder, changed);
        const { limitPicoUsd, period } = limit;
        this.unitOfWork.afterCommit(() => this.events.emit('budget.changed', holder, { limitPicoUsd, period }));
        return this.find(holder);
      }),
    );
  }

  /** From now on there is none, and nothing is refused for it. @throws BudgetNotFoundError */
  remove(holder: BudgetHolder): Promise<void> {
    const removed = { action: 'budget.removed' } as const;
    return this.audit.attempt(holder, removed, () =>
      this.unitOfWork.run(async () => {
        if (!(await this.budgets.delete(holder))) throw new BudgetNotFoundError();
        await this.audit.record(holder, removed);
        this.unitOfWork.afterCommit(() => this.events.emit('budget.removed', holder, {}));
      }),
    );
  }

  /** Whether such a call could be made now, without keeping room for it. @throws BudgetExceededError */
  async check(owner: Owner, call: PlannedCall): Promise<void> {
    const budgets = await this.budgets.findApplying(owner);
    try {
      decide(await this.statusesOf(budgets, call.at), call);
    } catch (error) {
      this.refused(owner, error);
    }
  }

  /**
   * Keeps room for a call that the surrounding transaction has written down as pending; the amount is free again when the
   * call ends. Other reservations wait until this transaction ends, and then see the call.
   * @throws BudgetExceededError, with which the transaction has to be rolled back; then `refused` is to be told
   */
  async reserve(owner: Owner, call: PlannedCall): Promise<void> {
    const budgets = await this.budgets.lockApplying(owner);
    const statuses = await this.statusesOf(budgets, call.at);
    const own = call.worstPicoUsd ?? 0n;
    const before = statuses.map((status) => ({ ...status, reservedPicoUsd: status.reservedPicoUsd - own }));
    decide(before, call);
  }

  /** Tells who listens that a call was refused for good. A refusal changes nothing, so there is no commit to wait for. @throws the error */
  refused(owner: Owner, error: unknown): never {
    if (error instanceof BudgetExceededError) {
      const { holder, limitPicoUsd, period, running } = error.budget;
      const facts = { holderId: holder.userId, limitPicoUsd, period, resetsAt: running.until };
      this.events.emit('budget.exceeded', owner, { ...facts, worstPicoUsd: error.call.worstPicoUsd });
    }
    throw error;
  }

  /** For callers that write the audit record of the read themselves. @throws BudgetNotFoundError */
  async find(holder: BudgetHolder): Promise<BudgetStatus> {
    const budget = await this.budgets.find(holder);
    if (!budget) throw new BudgetNotFoundError();
    return this.statusOf(budget, this.clock.now());
  }

  /** One after the other: inside a transaction there is one connection. */
  private async statusesOf(budgets: readonly StoredBudget[], at: Date): Promise<BudgetStatus[]> {
    const statuses: BudgetStatus[] = [];
    for (const budget of budgets) statuses.push(await this.statusOf(budget, at));
    return statuses;
  }

  private async statusOf(budget: StoredBudget, at: Date): Promise<BudgetStatus> {
    const running = periodAt(budget.period, at);
    const spend = await this.spend.spentIn(running, budget.holder);
    return { ...budget, ...spend, running };
  }
}

/** @param budgets as they are without the call. @throws BudgetExceededError */
function decide(budgets: readonly BudgetStatus[], call: PlannedCall): void {
  const passed = lastPassed(budgets, call);
  if (passed) throw new BudgetExceededError(passed, call);
}

/** @param budgets as they are without the call. @returns of those it could pass, the one that begins anew last */
function lastPassed(budgets: readonly BudgetStatus[], { worstPicoUsd: worst }: PlannedCall): BudgetStatus | undefined {
  const passed = budgets.filter(
    ({ limitPicoUsd, billedPicoUsd, reservedPicoUsd }) =>
      worst === null || billedPicoUsd + reservedPicoUsd + worst > limitPicoUsd,
  );
  return passed.sort((a, b) => b.running.until.getTime() - a.running.until.getTime())[0];
}
