import type { Budget } from './entities/budget.entity.js';
import type { Period } from './period.js';

/** The holder of a budget: one user, or (`userId: null`) all users of the tenant together. */
export interface BudgetHolder {
  readonly tenantId: string;
  readonly userId: string | null;
}

/** How much may be spent, and how often that begins anew. */
export type BudgetLimit = Pick<Budget, 'limitPicoUsd' | 'period'>;

/** In picodollars. */
export interface Spend {
  /** What has been billed for the calls of the period. */
  readonly billedPicoUsd: bigint;
  /** The most that those of them can cost which are under way, or ended at an unknown cost. */
  readonly reservedPicoUsd: bigint;
}

/** A budget and what has become of it in the period that is running. */
export interface BudgetStatus extends BudgetLimit, Spend {
  readonly holder: BudgetHolder;
  readonly running: Period;
  readonly updatedAt: Date;
}

/** A call that is about to be sent, or was written down in the surrounding transaction. */
export interface PlannedCall {
  /** The most it can cost, in picodollars; `null` where no price is known. */
  readonly worstPicoUsd: bigint | null;
  readonly at: Date;
}
