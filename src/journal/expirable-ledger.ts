import { Injectable } from '@nestjs/common';
import { type Aged, Expirable, lowestIdAt } from '../common/index.js';
import { encodeInstant, returnedRows, tableOf, UnitOfWork } from '../database/index.js';
import { Call } from './entities/call.entity.js';
import { Replay } from './entities/replay.entity.js';

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly user_id: string;
}

/** A table of the ledger, by when it was written; what its rows add up to stays in `usage_days`. */
abstract class ExpirableLedger extends Expirable {
  readonly term = 'ledger';
  protected abstract readonly entity: typeof Call | typeof Replay;
  /** The column of its time. */
  protected abstract readonly time: string;
  /** What is never old enough. */
  protected abstract readonly which: string;

  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  async findAged(before: Date, after: string | null, most: number): Promise<Aged[]> {
    const old = () => `${this.which} AND ${this.time}`;
    const rows = await this.unitOfWork.read(
      (db) => db.sql<Row[]>`
        SELECT id, tenant_id, user_id FROM ${() => tableOf(db, this.entity)}
         WHERE id > ${after ?? ''} AND id < ${lowestIdAt(before)} AND ${old} < ${encodeInstant(before)}
         ORDER BY id LIMIT ${most}`,
    );
    return rows.map(({ id, tenant_id, user_id }) => ({ id, place: id, tenantId: tenant_id, userId: user_id }));
  }

  async expire(aged: readonly Aged[]): Promise<Aged[]> {
    const [which, ids] = [() => this.which, () => aged.map(({ id }) => id)];
    const answer = await this.unitOfWork.write(
      (db) =>
        db.sql<
          { id: string }[]
        >`DELETE FROM ${() => tableOf(db, this.entity)} WHERE id IN (${ids}) AND ${which} RETURNING id`,
    );
    const gone = new Set(returnedRows(answer).map(({ id }) => id));
    return aged.filter(({ id }) => gone.has(id));
  }

  async backlog(before: Date, after: string | null, most: number): Promise<number> {
    const old = () => `${this.which} AND ${this.time}`;
    const [row] = await this.unitOfWork.read(
      (db) => db.sql<{ count: string }[]>`
        SELECT count(*) AS count FROM (
          SELECT 1 FROM ${() => tableOf(db, this.entity)}
           WHERE id > ${after ?? ''} AND id < ${lowestIdAt(before)} AND ${old} < ${encodeInstant(before)}
           LIMIT ${most}) AS counted`,
    );
    return Number(row?.count);
  }
}

/** What is still under way is never old: it has room kept for it in a budget. */
@Injectable()
export class ExpirableCalls extends ExpirableLedger {
  readonly kind = 'calls';
  protected readonly entity = Call;
  protected readonly time = 'started_at';
  protected readonly which = "status <> 'pending'";

  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork);
  }
}

@Injectable()
export class ExpirableReplays extends ExpirableLedger {
  readonly kind = 'replays';
  protected readonly entity = Replay;
  protected readonly time = 'created_at';
  protected readonly which = '1 = 1';

  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork);
  }
}
