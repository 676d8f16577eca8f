import { Injectable } from '@nestjs/common';
import { Exportable, type Owner } from '../common/index.js';
import { BudgetNotFoundError } from './budgets.errors.js';
import { BudgetsService } from './budgets.service.js';
import { toBudgetResponse } from './http/budgets.mapper.js';

@Injectable()
export class ExportableBudget extends Exportable {
  readonly types = ['budget'];
  readonly tables = ['budgets'];

  constructor(private readonly budgets: BudgetsService) {
    super();
  }

  async *export(owner: Owner) {
    const budget = await this.budgets.find(owner).catch((error: unknown) => {
      if (error instanceof BudgetNotFoundError) return null;
      throw error;
    });
    if (budget) yield { type: 'budget', ...toBudgetResponse(budget) };
  }
}
