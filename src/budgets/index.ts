export { BudgetExceededError, BudgetNotFoundError } from './budgets.errors.js';
export { BudgetsModule, type BudgetsModuleShape } from './budgets.module.js';
export { BudgetsService } from './budgets.service.js';
export {
  type BudgetHolder,
  type BudgetLimit,
  type BudgetStatus,
  type PlannedCall,
  type Spend,
} from './budgets.types.js';
export { type Period } from './period.js';
export { SpendSource } from './spend.source.js';
export { ErasableBudgets } from './erasable-budgets.js';
export { ExportableBudget } from './exportable-budget.js';
