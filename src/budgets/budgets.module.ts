import { ConfigurableModuleBuilder, Module, type Type } from '@nestjs/common';
import { ROUTES_SHAPE, type RoutesShape, withRoutes } from '../http/index.js';
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

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<object>()
  .setClassMethodName('forRoot')
  .setExtras(SHAPE, (definition, { spend, ...routes }) => {
    if (!spend) throw new Error('BudgetsModule: say who knows what is spent, with `spend: JournalSpend`');
    const providers = [...(definition.providers ?? []), { provide: SpendSource, useClass: spend }];
    return { ...withRoutes(definition, routes, [BudgetsController]), providers };
  })
  .build();

/** Its `imports` have to bring the common, the database, the audit and the identity module, and what `spend` needs. */
@Module({
  providers: [BudgetsService, BudgetRepository, ErasableBudgets, ExportableBudget],
  exports: [BudgetsService, ErasableBudgets, ExportableBudget],
})
export class BudgetsModule extends ConfigurableModuleClass {}
