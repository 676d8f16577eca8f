import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { BudgetRepository } from './budget.repository.js';
import { BudgetsService } from './budgets.service.js';
import { ErasableBudgets } from './erasable-budgets.js';
import { ExportableBudget } from './exportable-budget.js';
import { BudgetsController } from './http/budgets.controller.js';
import { SpendSource } from './spend.source.js';

export interface BudgetsModuleShape {
  /** The common and the database module, and what `spend` needs beside them. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Who knows what is spent: `JournalSpend` of the journal. */
  readonly spend: Type<SpendSource>;
  /** Whether to serve the routes; the service can be injected either way. @default true */
  readonly http?: boolean;
}

@Module({})
export class BudgetsModule {
  static register({ imports, spend, http = true }: BudgetsModuleShape): DynamicModule {
    return {
      module: BudgetsModule,
      imports,
      controllers: http ? [BudgetsController] : [],
      providers: [
        BudgetsService,
        BudgetRepository,
        ErasableBudgets,
        ExportableBudget,
        { provide: SpendSource, useClass: spend },
      ],
      exports: [BudgetsService, ErasableBudgets, ExportableBudget],
    };
  }
}
