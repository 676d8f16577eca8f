import { formatUsd, parseUsd } from '../../common/index.js';
import { remainingOf } from '../budgets.errors.js';
import type { BudgetLimit, BudgetStatus } from '../budgets.types.js';
import type { BudgetResponse } from '../dto/budget.response.js';
import type { PutBudgetRequest } from '../dto/put-budget.request.js';

export function toBudgetLimit({ limit_usd, period }: PutBudgetRequest): BudgetLimit {
  return { limitPicoUsd: parseUsd(limit_usd) ?? 0n, period };
}

export function toBudgetResponse(budget: BudgetStatus): BudgetResponse {
  return {
    user_id: budget.holder.userId,
    limit_usd: formatUsd(budget.limitPicoUsd),
    period: budget.period,
    billed_usd: formatUsd(budget.billedPicoUsd),
    reserved_usd: formatUsd(budget.reservedPicoUsd),
    remaining_usd: formatUsd(remainingOf(budget)),
    resets_at: budget.running.until.toISOString(),
    updated_at: budget.updatedAt.toISOString(),
  };
}
