import { Injectable } from '@nestjs/common';
import { type BudgetHolder, type Period, type Spend, SpendSource } from '../budgets/index.js';
import { Clock, CLOCK_SKEW_MS } from '../common/index.js';
import { encodeInstant, tableOf, UnitOfWork } from '../database/index.js';
import { Call } from './entities/call.entity.js';
import { UsageDay, WHOLE_TENANT } from './entities/usage-day.entity.js';

/** What the journal says is spent: the calls that have ended, those that Claude may still answer, and those of unknown cost. */
@Injectable()
export class JournalSpend extends SpendSource {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {
    super();
  }

  /**
   * One statement, so that both sums are of one moment. As text, because SQLite's driver would round them. Calls count
   * on the day they were sent: one that was under way at midnight is reserved, and then billed, in the period before.
   * A call whose process gave no sign of life may be answered, and billed, until its time limit has passed.
   */
  spentIn({ from, until }: Period, { tenantId, userId }: BudgetHolder): Promise<Spend> {
    const [first, end] = [encodeInstant(from), encodeInstant(until)];
    const key = userId ?? WHOLE_TENANT;
    const now = this.clock.now();
    // One that was sent later than now was sent by a process whose clock was ahead, as was the end of its time limit.
    const sentUntil = new Date(Math.min(until.getTime(), now.getTime() + CLOCK_SKEW_MS));
    return this.unitOfWork.read(async (db) => {
      const [row] = await db.sql<{ billed: string; unknown: string; reserved: string; unanswered: string }[]>`
        SELECT CAST(COALESCE(SUM(billed_pico_usd), 0) AS text) AS billed,
               CAST(COALESCE(SUM(unpriced_bound_pico_usd), 0) AS text) AS unknown,
               CAST((SELECT COALESCE(SUM(reserved_pico_usd), 0) FROM ${() => tableOf(db, Call)}
                      WHERE status = 'pending' AND tenant_id = ${tenantId}
                        AND (user_id = ${key} OR ${key} = ${WHOLE_TENANT})
                        AND started_at >= ${first} AND started_at < ${end}) AS text) AS reserved,
               CAST((SELECT COALESCE(SUM(reserved_pico_usd), 0) FROM ${() => tableOf(db, Call)}
                      WHERE status = 'interrupted' AND tenant_id = ${tenantId} AND reserved_until > ${encodeInstant(now)}
                        AND (user_id = ${key} OR ${key} = ${WHOLE_TENANT})
                        AND started_at >= ${first} AND started_at < ${encodeInstant(sentUntil)}) AS text) AS unanswered
          FROM ${() => tableOf(db, UsageDay)}
         WHERE tenant_id = ${tenantId} AND user_id = ${key} AND day >= ${dayOf(first)} AND day < ${dayOf(end)}`;
      return {
        billedPicoUsd: BigInt(row?.billed ?? 0),
        reservedPicoUsd: BigInt(row?.reserved ?? 0) + BigInt(row?.unanswered ?? 0) + BigInt(row?.unknown ?? 0),
      };
    });
  }
}

function dayOf(instant: string): string {
  return instant.slice(0, 10);
}
