import { Module, type Type } from '@nestjs/common';
import { requireTables } from '../database/index.js';
import { Budget } from './entities/budget.entity.js';
import { classOf, options, optionsModule, required } from '../common/index.js';
import { ROUTES_RULES, ROUTES_SHAPE, type RoutesShape, withRoutes } from '../http/index.js';
import { BudgetRepository } from './budget.repository.js';
import { BudgetsService } from './budgets.service.js';
import { ErasableBudgets } from './erasable-budgets.js';
import { ExportableBudget } from './exportable-budget.js';
import { BudgetsController } from './http/budgets.controller.js';
import { SpendSource } from './spend.source.js';

export interface BudgetsModuleShape extends RoutesShape {
  /** Who knows what is spent: `JournalSpend` of the journal. Required. */
  readonly spend?: Type<SpendSource> | undefined;
}

const SHAPE: BudgetsModuleShape = { ...ROUTES_SHAPE, spend: undefined };

/** Its `imports` have to bring the common, the database, the audit and the identity module, and what `spend` needs. */
@Module({
  providers: [requireTables([Budget]), BudgetsService, BudgetRepository, ErasableBudgets, ExportableBudget],
  exports: [BudgetsService, ErasableBudgets, ExportableBudget],
})
export class BudgetsModule extends optionsModule<object, BudgetsModuleShape>({
  options: options({}),
  shape: { ...ROUTES_RULES, spend: required(classOf('SpendSource'), 'spend: JournalSpend, which knows what is spent') },
  usual: SHAPE,
  define: (definition, { spend, ...routes }) => {
    const source = { provide: SpendSource, useClass: spend as Type<SpendSource> };
    const routed = withRoutes(definition, routes, [BudgetsController]);
    return { ...routed, providers: [...(routed.providers ?? []), source] };
  },
}) {}
