import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn, PicoUsdColumn } from '../../database/index.js';

export const BUDGET_PERIODS = ['day', 'month'] as const;
/** The calendar in UTC by which a budget begins anew. */
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** Stands where a user's id would in the budget of a whole tenant; no user has it. */
export const TENANT_BUDGET = '';

/** How much may be spent in each period. What is spent is not here: the journal knows it. */
@Entity('budgets')
export class Budget {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  /** `TENANT_BUDGET` for the tenant's own. */
  @PrimaryColumn({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  @PicoUsdColumn({ name: 'limit_pico_usd' })
  limitPicoUsd: bigint;

  @Column({ type: 'varchar', length: 8 })
  period: BudgetPeriod;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}
