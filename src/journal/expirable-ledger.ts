import { Injectable } from '@nestjs/common';
import { type Aged, Expirable, lowestIdAt } from '../common/index.js';
import { anyOf, Database, type EntityClass, rawSql, type Sql, sql } from '../database/index.js';
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
  protected abstract readonly entity: EntityClass;
  /** The column of its time. */
  protected abstract readonly time: string;
  /** What is never old enough. */
  protected abstract readonly which: Sql;

  constructor(private readonly db: Database) {
    super();
  }

  async findAged(before: Date, after: string | null, most: number): Promise<Aged[]> {
    const rows = await this.db.rows<Row>(sql`
      SELECT id, tenant_id, user_id FROM ${this.entity} WHERE ${this.aged(before, after)} ORDER BY id LIMIT ${most}`);
    return rows.map(({ id, tenant_id, user_id }) => ({ id, place: id, tenantId: tenant_id, userId: user_id }));
  }

  async expire(aged: readonly Aged[]): Promise<Aged[]> {
    const ids = anyOf(aged.map(({ id }) => id));
    const rows = await this.db.change<Pick<Row, 'id'>>(
      sql`DELETE FROM ${this.entity} WHERE id IN ${ids} AND ${this.which} RETURNING id`,
    );
    const gone = new Set(rows.map(({ id }) => id));
    return aged.filter(({ id }) => gone.has(id));
  }

  async backlog(before: Date, after: string | null, most: number): Promise<number> {
    const [row] = await this.db.rows<{ readonly count: string }>(sql`
      SELECT count(*) AS count FROM (
        SELECT 1 FROM ${this.entity} WHERE ${this.aged(before, after)} LIMIT ${most}) AS counted`);
    return Number(row?.count);
  }

  private aged(before: Date, after: string | null): Sql {
    return sql`id > ${after ?? ''} AND id < ${lowestIdAt(before)} AND ${this.which} AND ${rawSql(this.time)} < ${before}`;
  }
}

/** What is still under way is never old: it has room kept for it in a budget. */
@Injectable()
export class ExpirableCalls extends ExpirableLedger {
  readonly kind = 'calls';
  protected readonly entity = Call;
  protected readonly time = 'started_at';
  protected readonly which = sql`status <> 'pending'`;

  constructor(db: Database) {
    super(db);
  }
}

@Injectable()
export class ExpirableReplays extends ExpirableLedger {
  readonly kind = 'replays';
  protected readonly entity = Replay;
  protected readonly time = 'created_at';
  protected readonly which = sql`1 = 1`;

  constructor(db: Database) {
    super(db);
  }
}
