import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { encodeInstant, DIALECT, type Dialect, tableOf, UnitOfWork } from '../database/index.js';
import type { BudgetHolder, BudgetLimit } from './budgets.types.js';
import { Budget, type BudgetPeriod, TENANT_BUDGET } from './entities/budget.entity.js';

export interface StoredBudget extends BudgetLimit {
  readonly holder: BudgetHolder;
  readonly updatedAt: Date;
}

/** SQLite's driver would round an amount beyond what a double holds, so that amounts are read as text. */
interface Row {
  readonly userId: string;
  readonly limit: string;
  readonly period: BudgetPeriod;
  readonly updatedAt: string;
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
  const query = db
    .createQueryBuilder(Budget, 'b')
    .select('b.userId', 'userId')
    .addSelect('CAST(b.limitPicoUsd AS text)', 'limit')
    .addSelect('b.period', 'period')
    .addSelect('b.updatedAt', 'updatedAt')
    .where('b.tenantId = :tenantId AND b.userId IN (:...keys)', { tenantId, keys: userIds.map(keyOf) })
    .orderBy('b.userId');
  const rows = await (isLocked ? query.setLock('pessimistic_write') : query).getRawMany<Row>();
  return rows.map(({ userId, limit, period, updatedAt }) => ({
    holder: { tenantId, userId: userId === TENANT_BUDGET ? null : userId },
    ...{ limitPicoUsd: BigInt(limit), period, updatedAt: new Date(updatedAt) },
  }));
}

function keyOf(userId: string | null): string {
  return userId ?? TENANT_BUDGET;
}
