import { Injectable } from '@nestjs/common';
import { Clock, type Owner } from '../common/index.js';
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
  ) {}

  /** @throws BudgetNotFoundError */
  async getOrThrow(holder: BudgetHolder): Promise<BudgetStatus> {
    const budget = await this.budgets.find(holder);
    if (!budget) throw new BudgetNotFoundError();
    return this.statusOf(budget, this.clock.now());
  }

  /** Sets it from now on. Calls that are under way count for it as well, but are not stopped. */
  set(holder: BudgetHolder, limit: BudgetLimit): Promise<BudgetStatus> {
    return this.unitOfWork.run(async () => {
      await this.budgets.put(holder, limit, this.clock.now());
      return this.getOrThrow(holder);
    });
  }

  /** @throws BudgetNotFoundError */
  async remove(holder: BudgetHolder): Promise<void> {
    const wasThere = await this.unitOfWork.run(() => this.budgets.delete(holder));
    if (!wasThere) throw new BudgetNotFoundError();
  }

  /** Whether such a call could be made now, without keeping room for it. @throws BudgetExceededError */
  async check(owner: Owner, call: PlannedCall): Promise<void> {
    const budgets = await this.budgets.findApplying(owner);
    decide(await this.statusesOf(budgets, call.at), call);
  }

  /**
   * Keeps room for a call that the surrounding transaction has written down as pending; the room is free again when the
   * call ends. Whoever else wants to reserve waits until this transaction ends, and then sees the call.
   * @throws BudgetExceededError, with which the transaction has to be rolled back
   */
  async reserve(owner: Owner, call: PlannedCall): Promise<void> {
    const budgets = await this.budgets.lockApplying(owner);
    const statuses = await this.statusesOf(budgets, call.at);
    const own = call.worstPicoUsd ?? 0n;
    const before = statuses.map((status) => ({ ...status, reservedPicoUsd: status.reservedPicoUsd - own }));
    decide(before, call);
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

/** @param budgets as they are without the call. @throws BudgetExceededError about the one that begins anew last */
function decide(budgets: readonly BudgetStatus[], call: PlannedCall): void {
  const { worstPicoUsd: worst } = call;
  const passed = budgets.filter(
    ({ limitPicoUsd, billedPicoUsd, reservedPicoUsd }) =>
      worst === null || billedPicoUsd + reservedPicoUsd + worst > limitPicoUsd,
  );
  const [last] = passed.sort((a, b) => b.running.until.getTime() - a.running.until.getTime());
  if (last) throw new BudgetExceededError(last, call);
}
