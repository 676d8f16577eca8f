import { Injectable } from '@nestjs/common';
import { anyOf, Database, FOR_UPDATE, sql } from '../database/index.js';
import type { BudgetHolder, BudgetLimit } from './budgets.types.js';
import { Budget, type BudgetPeriod, TENANT_BUDGET } from './entities/budget.entity.js';

export interface StoredBudget extends BudgetLimit {
  readonly holder: BudgetHolder;
  readonly updatedAt: Date;
}

/** SQLite's driver would round an amount beyond what a double holds, so that amounts are read as text. */
interface Row {
  readonly tenant_id: string;
  readonly user_id: string;
  readonly limit_pico_usd: string;
  readonly period: BudgetPeriod;
  readonly updated_at: string;
}

@Injectable()
export class BudgetRepository {
  constructor(private readonly db: Database) {}

  async find(holder: BudgetHolder): Promise<StoredBudget | null> {
    const [budget] = await this.budgetsOf([holder]);
    return budget ?? null;
  }

  /** Every budget that a call of this user counts for: the tenant's, then the user's. */
  findApplying(holder: BudgetHolder): Promise<StoredBudget[]> {
    return this.budgetsOf(applyingTo(holder));
  }

  /** The same; until the surrounding transaction ends, no other transaction gets them this way. */
  lockApplying(holder: BudgetHolder): Promise<StoredBudget[]> {
    return this.db.together('lock budgets', holder, async (holders) => {
      const budgets = await this.budgetsOf(holders.flatMap(applyingTo), FOR_UPDATE);
      return holders.map((one) => budgets.filter(({ holder: other }) => isOver(other, one)));
    });
  }

  put({ tenantId, userId }: BudgetHolder, { limitPicoUsd, period }: BudgetLimit, at: Date): Promise<void> {
    const row: Budget = { tenantId, userId: keyOf(userId), limitPicoUsd, period, createdAt: at, updatedAt: at };
    const onConflict = sql`(tenant_id, user_id) DO UPDATE SET
      limit_pico_usd = excluded.limit_pico_usd, period = excluded.period, updated_at = excluded.updated_at`;
    return this.db.insert(Budget, [row], { onConflict });
  }

  /** @returns whether there was one */
  async delete({ tenantId, userId }: BudgetHolder): Promise<boolean> {
    return (await this.db.delete(Budget, sql`tenant_id = ${tenantId} AND user_id = ${keyOf(userId)}`)) === 1;
  }

  /** In an order that is always the same: two that lock them never wait for each other. */
  private async budgetsOf(holders: readonly BudgetHolder[], tail = sql``): Promise<StoredBudget[]> {
    const keys = anyOf(holders.map(({ tenantId, userId }) => [tenantId, keyOf(userId)]));
    const rows = await this.db.rows<Row>(sql`
      SELECT tenant_id, user_id, CAST(limit_pico_usd AS text) AS limit_pico_usd, period, updated_at
        FROM ${Budget} WHERE (tenant_id, user_id) IN ${keys} ORDER BY tenant_id, user_id ${tail}`);
    return rows.map((row) => ({
      holder: { tenantId: row.tenant_id, userId: row.user_id === TENANT_BUDGET ? null : row.user_id },
      limitPicoUsd: BigInt(row.limit_pico_usd),
      period: row.period,
      updatedAt: new Date(row.updated_at),
    }));
  }
}

/** The tenant and the user. */
function applyingTo({ tenantId, userId }: BudgetHolder): BudgetHolder[] {
  return [
    { tenantId, userId: null },
    { tenantId, userId },
  ];
}

function isOver(budget: BudgetHolder, { tenantId, userId }: BudgetHolder): boolean {
  return budget.tenantId === tenantId && (budget.userId === null || budget.userId === userId);
}

function keyOf(userId: string | null): string {
  return userId ?? TENANT_BUDGET;
}
