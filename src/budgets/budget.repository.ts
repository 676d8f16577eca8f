import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  askPrepared,
  encodeInstant,
  forUpdate,
  inOneStep,
  oneOf,
  SqlValues,
  tableOf,
  UnitOfWork,
} from '../database/index.js';
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
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async find(holder: BudgetHolder): Promise<StoredBudget | null> {
    const [budget] = await this.unitOfWork.read((db) => budgetsOf(db, [holder]));
    return budget ?? null;
  }

  /** Every budget that a call of this user counts for: the tenant's, then the user's. */
  findApplying(holder: BudgetHolder): Promise<StoredBudget[]> {
    return this.unitOfWork.read((db) => budgetsOf(db, applyingTo(holder)));
  }

  /**
   * The same; until the surrounding transaction ends, nobody else gets them this way. Always in the same order, so that
   * two never wait for each other. On SQLite a transaction that has written something is alone anyway.
   */
  lockApplying(holder: BudgetHolder): Promise<StoredBudget[]> {
    return this.unitOfWork.write((db) =>
      inOneStep(db, 'lock budgets', holder, async (holders) => {
        const budgets = await budgetsOf(db, holders.flatMap(applyingTo), forUpdate(db));
        return holders.map((one) => budgets.filter(({ holder: other }) => isOver(other, one)));
      }),
    );
  }

  async put(holder: BudgetHolder, { limitPicoUsd, period }: BudgetLimit, at: Date): Promise<void> {
    const now = encodeInstant(at);
    await this.unitOfWork.write(
      (db) => db.sql`
        INSERT INTO ${() => tableOf(db, Budget)} (tenant_id, user_id, limit_pico_usd, period, created_at, updated_at)
        VALUES (${holder.tenantId}, ${keyOf(holder.userId)}, ${limitPicoUsd.toString()}, ${period}, ${now}, ${now})
        ON CONFLICT (tenant_id, user_id) DO UPDATE SET
          limit_pico_usd = excluded.limit_pico_usd, period = excluded.period, updated_at = excluded.updated_at`,
    );
  }

  /** @returns whether there was one */
  delete({ tenantId, userId }: BudgetHolder): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.delete(Budget, { tenantId, userId: keyOf(userId) });
      return affected === 1;
    });
  }
}

/** In an order that is always the same: two who lock them never wait for each other. */
async function budgetsOf(db: EntityManager, holders: readonly BudgetHolder[], tail = ''): Promise<StoredBudget[]> {
  const values = new SqlValues(db);
  const keys = oneOf(
    values,
    holders.map(({ tenantId, userId }) => [tenantId, keyOf(userId)]),
  );
  const sql = `SELECT tenant_id, user_id, CAST(limit_pico_usd AS text) AS limit_pico_usd, period, updated_at
    FROM ${tableOf(db, Budget)} WHERE (tenant_id, user_id) IN ${keys} ORDER BY tenant_id, user_id${tail}`;
  const rows = (await askPrepared(db, sql, values.all)) as Row[];
  return rows.map((row) => ({
    holder: { tenantId: row.tenant_id, userId: row.user_id === TENANT_BUDGET ? null : row.user_id },
    limitPicoUsd: BigInt(row.limit_pico_usd),
    period: row.period,
    updatedAt: new Date(row.updated_at),
  }));
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
