import { AppError, formatUsd, NotFoundError } from '../common/index.js';
import type { BudgetStatus, PlannedCall } from './budgets.types.js';

export class BudgetNotFoundError extends NotFoundError {
  constructor() {
    super('There is no such budget: nothing limits what may be spent here.');
  }
}

/** The call could pass a budget. It was not sent, and costs nothing. */
export class BudgetExceededError extends AppError {
  readonly code = 'budget_exceeded';
  readonly kind = 'payment_required';
  readonly title = 'The budget does not allow this call';

  /** @param budget as it is without the call */
  constructor(
    readonly budget: BudgetStatus,
    readonly call: PlannedCall,
  ) {
    const milliseconds = budget.running.until.getTime() - call.at.getTime();
    super(`${reasonOf(budget, call)} Nothing was sent to Claude.`, {
      retryAfterSeconds: Math.ceil(milliseconds / 1_000),
    });
  }
}

/** Of the tenant's budget no amounts are told: they would say what its other users spend. */
function reasonOf(budget: BudgetStatus, { worstPicoUsd }: PlannedCall): string {
  const { holder, limitPicoUsd, period, running } = budget;
  const whose = holder.userId === null ? "the tenant's budget" : `the budget of the user ${holder.userId}`;
  if (worstPicoUsd === null)
    return `There is no known price for this model or this length of prompt, and under ${whose} only calls with a known price may be made. Name another model; the operator can add the price to CLAUDE_PRICES_FILE.`;
  const most = `This call could cost up to $${formatUsd(worstPicoUsd)}`;
  const reset = `A new ${period} begins at ${running.until.toISOString()}.`;
  if (holder.userId === null) return `${most}, which ${whose} has no room for. ${reset}`;
  const limit = `$${formatUsd(limitPicoUsd)} a ${period}`;
  if (worstPicoUsd > limitPicoUsd)
    return `${most}, more than ${whose} allows at all: ${limit}. Ask for a smaller max_tokens, or send less text.`;
  return `${most}, and of ${whose} (${limit}) $${formatUsd(remainingOf(budget))} is left. ${reset}`;
}

/** What may still be reserved; nothing where more is spent than allowed since the limit was lowered. */
export function remainingOf({ limitPicoUsd, billedPicoUsd, reservedPicoUsd }: BudgetStatus): bigint {
  const left = limitPicoUsd - billedPicoUsd - reservedPicoUsd;
  return left > 0n ? left : 0n;
}
