import { Injectable } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';
import { rowsThatFit } from '../common/index.js';
import { dialectOf, type Dialect } from './dialect.js';
import { type EntityTable, entityTable } from './entity-table.js';
import { LookUps } from './look-ups.js';
import { send, sendPrepared, type StatementResult } from './prepared-statements.js';
import { assignments, insertInto, type RowChange, updateEach } from './row-statements.js';
import { type EntityClass, joined, rawSql, Sql, sql, SqlWriter } from './sql.js';
import { inOneStepOn } from './transaction.js';
import { UnitOfWork } from './unit-of-work.js';

export interface InsertOptions {
  /** What follows `ON CONFLICT`; there the row that is stored already is called `stored`. @default a conflict fails */
  readonly onConflict?: Sql;
}

/** How many rows are inserted by one statement: with 30 values each fewer than either database takes. */
const INSERTED_AT_ONCE = 500;

/**
 * How repositories read and write. Inside a `UnitOfWork.run` every statement is part of that transaction; outside, a read has
 * a connection of its own, and a write throws.
 *
 * Statements are prepared on PostgreSQL unless they are one of many (`joined`). Reads of entities whose parameters are all
 * texts are made together with the same reads of other callers (docs/adr/0023-look-ups-together.md).
 */
@Injectable()
export class Database {
  private readonly dialect: Dialect;
  private readonly lookUps: LookUps;

  constructor(private readonly unitOfWork: UnitOfWork) {
    this.dialect = dialectOf(unitOfWork.mounted);
    this.lookUps = new LookUps((work) => unitOfWork.readShared(work));
  }

  /**
   * Entities.
   * @param rest what follows the table's name
   * @example db.find(Call, sql`WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY id LIMIT 10`)
   */
  async find<T extends object>(entity: EntityClass<T>, rest: Sql): Promise<T[]> {
    const table = this.tableOf(entity);
    const statement = this.write(sql`SELECT ${rawSql(table.columnNames)} FROM ${entity} ${rest}`);
    const rows = await this.read(statement, isLookUp(statement));
    return rows.map((row) => table.toEntity(row)) as T[];
  }

  /** The first of them. @param rest what follows the table's name, with an order where there may be several */
  async findOne<T extends object>(entity: EntityClass<T>, rest: Sql): Promise<T | null> {
    return (await this.find(entity, rest))[0] ?? null;
  }

  /** The rows of any SELECT, as the database gives them: big numbers are to be cast to text. */
  async rows<Row extends object>(select: Sql): Promise<Row[]> {
    return (await this.read(this.write(select), false)) as Row[];
  }

  /** The rows that a statement with RETURNING changed, in no order. For what `insert`, `update` and `delete` cannot say. */
  async change<Row extends object>(statement: Sql): Promise<Row[]> {
    return (await this.changed(statement)).rows as Row[];
  }

  /**
   * Inserts entities, whole: every property has a value, be it `null`. Those of several who are in one transaction are
   * inserted together.
   */
  async insert<T extends object>(
    entity: EntityClass<T>,
    rows: readonly T[],
    { onConflict }: InsertOptions = {},
  ): Promise<void> {
    const table = this.tableOf(entity);
    const otherwise = onConflict === undefined ? sql`` : sql`ON CONFLICT ${onConflict}`;
    const { text, values } = this.write(otherwise);
    const insertAll = async (all: readonly T[]): Promise<void> => {
      for (let start = 0; start < all.length; start += INSERTED_AT_ONCE) {
        const some = all.slice(start, start + INSERTED_AT_ONCE);
        await this.changed(sql`${insertInto(table, some)} ${otherwise}`);
      }
    };
    if (values.length > 0) return insertAll(rows);
    await this.together(`insert into ${table.name} ${text}`, rows, async (all) => {
      await insertAll(all.flat());
      return all.map(() => undefined);
    });
  }

  /** The same in one statement of its own. @returns of the rows that were inserted or changed what `returning` names, in no order */
  insertReturning<T extends object, Row extends object>(
    entity: EntityClass<T>,
    rows: readonly T[],
    { onConflict, returning }: InsertOptions & { readonly returning: Sql },
  ): Promise<Row[]> {
    const otherwise = onConflict === undefined ? sql`` : sql`ON CONFLICT ${onConflict}`;
    return this.change(sql`${insertInto(this.tableOf(entity), rows)} ${otherwise} RETURNING ${returning}`);
  }

  /**
   * @param changes the properties that change
   * @returns how many rows were changed
   */
  async update<T extends object>(entity: EntityClass<T>, changes: Partial<T>, where: Sql): Promise<number> {
    const set = assignments(this.tableOf(entity), changes);
    return (await this.changed(sql`UPDATE ${entity} SET ${set} WHERE ${where}`)).affected;
  }

  /** @returns of the rows that were changed what `returning` names, in no order */
  updateReturning<T extends object, Row extends object>(
    entity: EntityClass<T>,
    changes: Partial<T>,
    where: Sql,
    returning: Sql,
  ): Promise<Row[]> {
    const set = assignments(this.tableOf(entity), changes);
    return this.change(sql`UPDATE ${entity} SET ${set} WHERE ${where} RETURNING ${returning}`);
  }

  /**
   * Changes each row in a way of its own, on PostgreSQL by one statement.
   * @param rows the properties that change, the same in each, and the `keys` by which the row is found: the primary key, which
   * is one column, among them
   * @returns of the rows that were changed what `returning` names, in no order
   */
  async updateEach<T extends object, Row extends object>(
    entity: EntityClass<T>,
    rows: readonly Partial<T>[],
    change: RowChange<T>,
  ): Promise<Row[]> {
    const changed: Row[] = [];
    for (const statement of updateEach(this.tableOf(entity), this.dialect, rows, change)) {
      changed.push(...(await this.change<Row>(statement)));
    }
    return changed;
  }

  /** @returns how many rows were deleted */
  async delete(entity: EntityClass, where: Sql): Promise<number> {
    return (await this.changed(sql`DELETE FROM ${entity} WHERE ${where}`)).affected;
  }

  /**
   * How many rows make a page: `limit`, or fewer where their texts are long. It is asked before they are read; the database
   * knows how long a text is without reading it.
   * @param rest what follows the table's name, but for the limit
   */
  async countFitting(entity: EntityClass, rest: Sql, limit: number): Promise<number> {
    const lengths = this.tableOf(entity).textColumns.map((name) => rawSql(`COALESCE(octet_length(${name}), 0)`));
    const select = sql`SELECT ${joined(lengths, ' + ')} AS bytes FROM ${entity} ${rest} LIMIT ${limit}`;
    const rows = await this.rows<{ readonly bytes: string | number }>(select);
    return rowsThatFit(rows, ({ bytes }) => Number(bytes), limit);
  }

  /**
   * Does the same for all who are in one transaction (`UnitOfWork.runTogether`) and come to it at once.
   * @param name of what is done: with whom it is shared
   * @param perform for one or for several, by as few statements as it can; what it returns is in the order of the items
   */
  together<Item, Outcome>(
    name: string,
    item: Item,
    perform: (items: readonly Item[]) => Promise<readonly Outcome[]>,
  ): Promise<Outcome> {
    return this.unitOfWork.writing((runner) => inOneStepOn(runner, name, item, perform));
  }

  private read(statement: SqlWriter, isLookUp: boolean): Promise<object[]> {
    if (isLookUp && !this.unitOfWork.isRunning) {
      return this.lookUps.find(statement.text, statement.values as string[]);
    }
    const rowsOn = async (runner: QueryRunner) => (await execute(runner, statement)).rows;
    return statement.isLocking ? this.unitOfWork.writing(rowsOn) : this.unitOfWork.reading(rowsOn);
  }

  private changed(statement: Sql): Promise<StatementResult> {
    return this.unitOfWork.writing((runner) => execute(runner, this.write(statement)));
  }

  private write(statement: Sql): SqlWriter {
    const writer = new SqlWriter(this.dialect, (entity) => this.tableOf(entity).name);
    statement.writeTo(writer);
    return writer;
  }

  private tableOf(entity: EntityClass): EntityTable {
    return entityTable(this.unitOfWork.mounted, entity);
  }
}

function execute(runner: QueryRunner, { isOneOfMany, text, values }: SqlWriter): Promise<StatementResult> {
  return isOneOfMany ? send(runner, text, values) : sendPrepared(runner, text, values);
}

/** PostgreSQL takes the parameters of several such reads as arrays of texts. */
function isLookUp({ isOneOfMany, isLocking, values }: SqlWriter): boolean {
  return !isOneOfMany && !isLocking && values.length > 0 && values.every((value) => typeof value === 'string');
}
