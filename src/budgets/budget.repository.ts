import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  askPrepared,
  DIALECT,
  type Dialect,
  encodeInstant,
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
  readonly user_id: string;
  readonly limit_pico_usd: string;
  readonly period: BudgetPeriod;
  readonly updated_at: string;
}

@Injectable()
export class BudgetRepository {
  constructor(
    @Inject(DIALECT) private readonly dialect: Dialect,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async find(holder: BudgetHolder): Promise<StoredBudget | null> {
    const [budget] = await this.unitOfWork.read((db) => budgetsOf(db, holder, [holder.userId]));
    return budget ?? null;
  }

  /** Every budget that a call of this user counts for: the tenant's, then the user's. */
  findApplying(holder: BudgetHolder): Promise<StoredBudget[]> {
    return this.unitOfWork.read((db) => budgetsOf(db, holder, [null, holder.userId]));
  }

  /**
   * The same; until the surrounding transaction ends, nobody else gets them this way. Always in the same order, so that
   * two never wait for each other. On SQLite a transaction that has written something is alone anyway.
   */
  lockApplying(holder: BudgetHolder): Promise<StoredBudget[]> {
    const isLocked = this.dialect === 'postgres';
    return this.unitOfWork.write((db) => budgetsOf(db, holder, [null, holder.userId], isLocked));
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

async function budgetsOf(
  db: EntityManager,
  { tenantId }: BudgetHolder,
  userIds: readonly (string | null)[],
  isLocked = false,
): Promise<StoredBudget[]> {
  const values = new SqlValues(db);
  const tenant = values.place(tenantId);
  const users = userIds.map((userId) => values.place(keyOf(userId)));
  const rows = (await askPrepared(
    db,
    `SELECT user_id, CAST(limit_pico_usd AS text) AS limit_pico_usd, period, updated_at FROM ${tableOf(db, Budget)}
      WHERE tenant_id = ${tenant} AND user_id IN (${users.join(', ')}) ORDER BY user_id${isLocked ? ' FOR UPDATE' : ''}`,
    values.all,
  )) as Row[];
  return rows.map(({ user_id: userId, limit_pico_usd: limit, period, updated_at: updatedAt }) => ({
    holder: { tenantId, userId: userId === TENANT_BUDGET ? null : userId },
    ...{ limitPicoUsd: BigInt(limit), period, updatedAt: new Date(updatedAt) },
  }));
}

function keyOf(userId: string | null): string {
  return userId ?? TENANT_BUDGET;
}
