import type { BudgetHolder, Spend } from './budgets.types.js';
import type { Period } from './period.js';

/** The port to the module that records calls, and so knows what is spent. */
export abstract class SpendSource {
  /** Both sums as of one moment: a call that ends meanwhile is in one of them, and in one only. */
  abstract spentIn(period: Period, holder: BudgetHolder): Promise<Spend>;
}
