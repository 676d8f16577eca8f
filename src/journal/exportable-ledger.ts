import { Injectable } from '@nestjs/common';
import { everyRow, Exportable, type Owner, type Page, pageOf, type PageRequest } from '../common/index.js';
import { encodeInstant, UnitOfWork } from '../database/index.js';
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

  constructor(private readonly unitOfWork: UnitOfWork) {
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

  private findCalls({ tenantId, userId }: Owner, { limit, after }: PageRequest): Promise<Page<Call>> {
    return this.unitOfWork.read(async (db) => {
      const query = db
        .createQueryBuilder(Call, 'c')
        .where('c.tenantId = :tenantId AND c.userId = :userId', { tenantId, userId })
        .andWhere('(c.startedAt, c.id) > (:at, :id)', placeOf(after))
        .orderBy('c.startedAt', 'ASC')
        .addOrderBy('c.id', 'ASC')
        .limit(limit + 1);
      return pageOf(await query.getMany(), limit, ({ startedAt, id }) => ({ at: startedAt, id }));
    });
  }

  private findReplays({ tenantId, userId }: Owner, { limit, after }: PageRequest): Promise<Page<Replay>> {
    return this.unitOfWork.read(async (db) => {
      const query = db
        .createQueryBuilder(Replay, 'r')
        .where('r.tenantId = :tenantId AND r.userId = :userId', { tenantId, userId })
        .andWhere('(r.createdAt, r.id) > (:at, :id)', placeOf(after))
        .orderBy('r.createdAt', 'ASC')
        .addOrderBy('r.id', 'ASC')
        .limit(limit + 1);
      return pageOf(await query.getMany(), limit, ({ createdAt, id }) => ({ at: createdAt, id }));
    });
  }

  /** By the whole primary key, of which the first part is the owner. */
  private findDays({ tenantId, userId }: Owner, last: UsageDay | null): Promise<UsageDay[]> {
    const { day = '', model = '', kind = '', slot = -1 } = last ?? {};
    return this.unitOfWork.read((db) =>
      db
        .createQueryBuilder(UsageDay, 'u')
        .where('u.tenantId = :tenantId AND u.userId = :userId', { tenantId, userId })
        .andWhere('(u.day, u.model, u.kind, u.slot) > (:day, :model, :kind, :slot)', { day, model, kind, slot })
        .orderBy({ 'u.day': 'ASC', 'u.model': 'ASC', 'u.kind': 'ASC', 'u.slot': 'ASC' })
        .limit(PAGE)
        .getMany(),
    );
  }
}

function placeOf(after: PageRequest['after']): { readonly at: string; readonly id: string } {
  return after === null ? { at: '', id: '' } : { at: encodeInstant(after.at), id: after.id };
}
