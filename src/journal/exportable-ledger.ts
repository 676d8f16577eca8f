import { Injectable } from '@nestjs/common';
import { everyRow, Exportable, type Owner, type Page, pageOf, type PageRequest } from '../common/index.js';
import { Database, sql } from '../database/index.js';
import { Call } from './entities/call.entity.js';
import { Replay } from './entities/replay.entity.js';
import { UsageDay } from './entities/usage-day.entity.js';
import { toCallLine, toReplayLine, toUsageDayLine } from './ledger-lines.js';

const PAGE = 200;

/** Every call, every replay, and what they add up to by day. */
@Injectable()
export class ExportableLedger extends Exportable {
  readonly types = ['call', 'replay', 'usage_day'];
  readonly tables = ['calls', 'replays', 'usage_days'];

  constructor(private readonly db: Database) {
    super();
  }

  async *export(owner: Owner) {
    for await (const row of everyRow(PAGE, (page) => this.findCalls(owner, page))) yield toCallLine(row);
    for await (const row of everyRow(PAGE, (page) => this.findReplays(owner, page))) yield toReplayLine(row);
    for (let last: UsageDay | null = null; ;) {
      const days: UsageDay[] = await this.findDays(owner, last);
      yield* days.map(toUsageDayLine);
      last = days.at(-1) ?? null;
      if (last === null) return;
    }
  }

  private async findCalls({ tenantId, userId }: Owner, { limit, after }: PageRequest): Promise<Page<Call>> {
    const calls = await this.db.find(
      Call,
      sql`WHERE tenant_id = ${tenantId} AND user_id = ${userId}
            AND (started_at, id) > (${after?.at ?? ''}, ${after?.id ?? ''}) ORDER BY started_at, id LIMIT ${limit + 1}`,
    );
    return pageOf(calls, limit, ({ startedAt, id }) => ({ at: startedAt, id }));
  }

  private async findReplays({ tenantId, userId }: Owner, { limit, after }: PageRequest): Promise<Page<Replay>> {
    const replays = await this.db.find(
      Replay,
      sql`WHERE tenant_id = ${tenantId} AND user_id = ${userId}
            AND (created_at, id) > (${after?.at ?? ''}, ${after?.id ?? ''}) ORDER BY created_at, id LIMIT ${limit + 1}`,
    );
    return pageOf(replays, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
  }

  /** By the whole primary key, of which the first part is the owner. */
  private findDays({ tenantId, userId }: Owner, last: UsageDay | null): Promise<UsageDay[]> {
    const { day = '', model = '', kind = '', slot = -1 } = last ?? {};
    return this.db.find(
      UsageDay,
      sql`WHERE tenant_id = ${tenantId} AND user_id = ${userId}
            AND (day, model, kind, slot) > (${day}, ${model}, ${kind}, ${slot})
          ORDER BY day, model, kind, slot LIMIT ${PAGE}`,
    );
  }
}
