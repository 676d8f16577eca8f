import { Injectable } from '@nestjs/common';
import { type BudgetHolder, type Period, type Spend, SpendSource } from '../budgets/index.js';
import { Clock, CLOCK_SKEW_MS } from '../common/index.js';
import { Database, encodeInstant, sql } from '../database/index.js';
import { Call } from './entities/call.entity.js';
import { UsageDay, WHOLE_TENANT } from './entities/usage-day.entity.js';

/** What the journal says is spent: the calls that have ended, those that Claude may still answer, and those of unknown cost. */
@Injectable()
export class JournalSpend extends SpendSource {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  /**
   * One statement, so that both sums are of one moment. As text, because SQLite's driver would round them. Calls count
   * on the day they were sent: one that was under way at midnight is reserved, and then billed, in the period before.
   * A call whose process gave no sign of life may be answered, and billed, until its time limit has passed.
   */
  async spentIn({ from, until }: Period, { tenantId, userId }: BudgetHolder): Promise<Spend> {
    const now = this.clock.now();
    // A call that was sent later than now was sent by a process whose clock was ahead, as was the end of its time limit.
    const sentUntil = new Date(Math.min(until.getTime(), now.getTime() + CLOCK_SKEW_MS));
    const whose = userId === null ? sql`tenant_id = ${tenantId}` : sql`tenant_id = ${tenantId} AND user_id = ${userId}`;
    const [row] = await this.db.rows<SpendRow>(sql`
      SELECT CAST(COALESCE(SUM(billed_pico_usd), 0) AS text) AS billed,
             CAST(COALESCE(SUM(unpriced_bound_pico_usd), 0) AS text) AS unknown,
             CAST((SELECT COALESCE(SUM(reserved_pico_usd), 0) FROM ${Call}
                    WHERE status = 'pending' AND ${whose}
                      AND started_at >= ${from} AND started_at < ${until}) AS text) AS reserved,
             CAST((SELECT COALESCE(SUM(reserved_pico_usd), 0) FROM ${Call}
                    WHERE status = 'interrupted' AND ${whose} AND reserved_until > ${now}
                      AND started_at >= ${from} AND started_at < ${sentUntil}) AS text) AS unanswered
        FROM ${UsageDay}
       WHERE tenant_id = ${tenantId} AND user_id = ${userId ?? WHOLE_TENANT}
         AND day >= ${dayOf(from)} AND day < ${dayOf(until)}`);
    return {
      billedPicoUsd: BigInt(row?.billed ?? 0),
      reservedPicoUsd: BigInt(row?.reserved ?? 0) + BigInt(row?.unanswered ?? 0) + BigInt(row?.unknown ?? 0),
    };
  }
}

interface SpendRow {
  readonly billed: string;
  readonly unknown: string;
  readonly reserved: string;
  readonly unanswered: string;
}

function dayOf(instant: Date): string {
  return encodeInstant(instant).slice(0, 10);
}
