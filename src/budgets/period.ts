import type { BudgetPeriod } from './entities/budget.entity.js';

/** From the first instant that counts to the first that no longer does. */
export interface Period {
  readonly from: Date;
  readonly until: Date;
}

/** The day or month in UTC that is running. */
export function periodAt(period: BudgetPeriod, at: Date): Period {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  return period === 'day'
    ? { from: new Date(Date.UTC(year, month, day)), until: new Date(Date.UTC(year, month, day + 1)) }
    : { from: new Date(Date.UTC(year, month)), until: new Date(Date.UTC(year, month + 1)) };
}
