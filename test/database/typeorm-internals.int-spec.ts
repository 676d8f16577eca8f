import { DataSource, type DataSourceOptions, type EntityMetadata } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { Lock } from '../../src/locks/entities/lock.entity.js';
import { Call } from '../../src/journal/entities/call.entity.js';
import {
  discard,
  fromStored,
  managerOf,
  markTransaction,
  oneAfterAnother,
  postgresClientOf,
  sqliteConnectionOf,
  toStored,
  withTables,
} from '../../src/database/typeorm-internals.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

declare const DIALECT: 'sqlite' | 'postgres';
const onPostgres = DIALECT === 'postgres' ? it : it.skip;
const onSqlite = DIALECT === 'sqlite' ? it : it.skip;

describe("TypeORM's private parts that Reprise uses", () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createDatabase();
    const options = { ...serviceDataSourceOptions(database.url), poolSize: 1 } as DataSourceOptions;
    dataSource = await new DataSource(options).initialize();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const columnOf = (property: string) =>
    dataSource
      .getMetadata(Call)
      .columns.find(({ propertyName }) => propertyName === property) as EntityMetadata['columns'][number];

  onPostgres("a runner's connect() gives the client of pg, which prepares statements by name", async () => {
    const runner = dataSource.createQueryRunner();
    const client = await postgresClientOf(runner);
    const answer = await client.query({ name: 'contract', text: 'SELECT $1::int AS own', values: [7] });
    expect(answer).toMatchObject({ rows: [{ own: 7 }], rowCount: 1 });
    expect(await runner.query('SELECT name FROM pg_prepared_statements')).toEqual([{ name: 'contract' }]);
    await runner.release();
  });

  onPostgres('releasePostgresConnection(error) takes a connection out of the pool', async () => {
    const pid = async () => {
      const runner = dataSource.createQueryRunner();
      const [row] = (await runner.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
      return { runner, pid: row?.pid };
    };
    const first = await pid();
    expect(await discard(first.runner, new Error('lost'))).toBe(true);
    const second = await pid();
    expect(second.pid).not.toBe(first.pid);
    await second.runner.release();
  });

  onSqlite('the driver has the connection of better-sqlite3, and one runner for all', async () => {
    const connection = sqliteConnectionOf(dataSource);
    const runner = dataSource.createQueryRunner();
    expect(dataSource.createQueryRunner()).toBe(runner);
    expect(await discard(runner, new Error('lost'))).toBe(false);
    await runner.startTransaction();
    expect(connection.inTransaction).toBe(true);
    await runner.rollbackTransaction();
    expect([connection.inTransaction, connection.prepare('SELECT 1 AS one').all()]).toEqual([false, [{ one: 1 }]]);
  });

  it('transactionDepth decides whether a transaction is a savepoint', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.query('BEGIN');
    markTransaction(runner, 1);
    expect(runner.isTransactionActive).toBe(true);
    await runner.commitTransaction();
    expect(runner.isTransactionActive).toBe(false);
    await runner.query('BEGIN');
    await runner.query('ROLLBACK');
    await runner.release();
  });

  it('a runner made of another one by Object.create sends its statements, also through its manager', async () => {
    const runner = dataSource.createQueryRunner();
    const ordered = oneAfterAnother(runner);
    const answers = await Promise.all([1, 2].map((own) => ordered.manager.query(`SELECT ${own} AS own`)));
    expect(answers).toEqual([[{ own: 1 }], [{ own: 2 }]]);
    await runner.release();
  });

  it('entityMetadatasMap decides which tables a DataSource made by Object.create knows', async () => {
    const runner = dataSource.createQueryRunner();
    const narrowed = withTables(dataSource, new Map([[Call, dataSource.getMetadata(Call)]]));
    expect([narrowed.hasMetadata(Call), narrowed.hasMetadata(Lock)]).toEqual([true, false]);
    expect(await managerOf(narrowed, runner).count(Call)).toBe(0);
    await runner.release();
  });

  it('the driver converts the values of columns in both directions', () => {
    const at = new Date('2026-11-23T12:00:00.123Z');
    const values: readonly (readonly [string, unknown, unknown])[] = [
      ['startedAt', at, at.toISOString()],
      ['costPicoUsd', 4_503_599_627_370_497n, '4503599627370497'],
      ['model', 'a model', 'a model'],
      ['attempt', 2, 2],
      ['endedAt', null, null],
    ];
    for (const [property, value, stored] of values) {
      expect(toStored(dataSource, columnOf(property))(value)).toEqual(stored);
      const read = fromStored(dataSource, columnOf(property));
      expect(read === null ? stored : read(stored)).toEqual(value);
    }
  });

  it('a query with a structured result tells the rows and how many were changed', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.query('CREATE TABLE contract (id integer)');
    expect(await runner.query('INSERT INTO contract (id) VALUES (1), (2)', [], true)).toMatchObject({ affected: 2 });
    const returned = await runner.query('UPDATE contract SET id = id RETURNING id', [], true);
    expect(returned.records).toEqual([{ id: 1 }, { id: 2 }]);
    await runner.release();
  });
});
