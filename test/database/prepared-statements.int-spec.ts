import { DataSource, type DataSourceOptions, type ObjectLiteral } from 'typeorm';
import { Result } from '../../src/analysis/entities/result.entity.js';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { findRows, UnitOfWork } from '../../src/database/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

declare const DIALECT: 'sqlite' | 'postgres';
/** SQLite prepares again by itself. */
const onPostgres = DIALECT === 'postgres' ? it : it.skip;

const AT = new Date('2026-11-23T12:00:00.123Z');
const RESULT: Result = {
  id: '019ab0c4-7e5a-7000-8000-000000000001',
  tenantId: 'acme',
  userId: 'alice',
  keyId: null,
  inputText: 'ein “Fuchs” 🦊',
  inputDigest: 'd'.repeat(64),
  system: null,
  cacheKey: null,
  sourceId: null,
  model: 'claude-sonnet-5-5',
  answeredModel: 'claude-sonnet-5-5',
  maxTokens: 4096,
  effort: 'low',
  schema: { z: 1, a: { type: 'object' } },
  content: [{ type: 'text', text: '{}' }],
  result: '{}',
  parsed: {},
  stopReason: 'end_turn',
  inputTokens: 3,
  outputTokens: 2,
  cacheCreationInputTokens: 0,
  tokensUsed: 5,
  cacheCreation1hInputTokens: 0,
  cacheReadInputTokens: 0,
  usageBasis: 'reported',
  costPicoUsd: 4_503_599_627_370_497n,
  claudeRequestId: null,
  metadata: { zebra: '1', ant: '2' },
  answeredAt: AT,
  createdAt: AT,
};

describe('a statement that is prepared', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;

  beforeEach(async () => {
    database = await createDatabase();
    // One connection, so that the next read has the statement of the one before.
    const options = { ...serviceDataSourceOptions(database.url), poolSize: 1 } as DataSourceOptions;
    dataSource = await new DataSource(options).initialize();
    unitOfWork = new UnitOfWork(dataSource);
    await unitOfWork.run(() => unitOfWork.write((db) => db.insert<ObjectLiteral>(Result, RESULT)));
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const find = () =>
    unitOfWork.read((db) => findRows(db, Result, (values) => `WHERE tenant_id = ${values.place(RESULT.tenantId)}`));
  const prepared = async () =>
    (await dataSource.query<{ name: string }[]>('SELECT name FROM pg_prepared_statements ORDER BY name')).map(
      ({ name }) => name,
    );
  const widen = () => dataSource.query('ALTER TABLE results ALTER COLUMN model TYPE varchar(256)');

  it('gives the entities that TypeORM gives: instants, JSON, amounts of money', async () => {
    const byTypeOrm = await unitOfWork.read((db) => db.findOneByOrFail<ObjectLiteral>(Result, { id: RESULT.id }));
    expect(await find()).toStrictEqual([byTypeOrm]);
    expect(await find()).toEqual([RESULT]);
  });

  it('goes on when a migration adds a column', async () => {
    const before = await find();
    await dataSource.query('ALTER TABLE results ADD COLUMN mood varchar(16)');
    expect(await find()).toStrictEqual(before);
  });

  onPostgres('is parsed once for a connection, and sent as it is inside a transaction', async () => {
    await unitOfWork.run(find);
    expect(await prepared()).toEqual([]);
    await find();
    await find();
    expect(await prepared()).toHaveLength(1);
  });

  onPostgres('is prepared anew when a migration changes the type of a column', async () => {
    const before = await find();
    await widen();
    expect(await find()).toStrictEqual(before);
    expect(await find()).toStrictEqual(before);
    const [, anew] = await prepared();
    expect(anew).toMatch(/^reprise_1_/);
  });

  onPostgres('takes no transaction with it when the type of a column was changed', async () => {
    const before = await find();
    await widen();
    expect(await unitOfWork.run(find)).toStrictEqual(before);
  });

  onPostgres.each(['DEALLOCATE ALL', 'DISCARD ALL'])(
    'is sent as it is when the connection lost it: %s',
    async (statement) => {
      const before = await find();
      await dataSource.query(statement);
      expect(await find()).toStrictEqual(before);
    },
  );

  onPostgres('is sent as it is when the server has one of its name that this client did not make', async () => {
    const before = await find();
    const [name] = await prepared();
    await dataSource.destroy();
    await dataSource.initialize();
    await dataSource.query(`PREPARE ${name} AS SELECT 1`);
    expect(await find()).toStrictEqual(before);
  });

  describe('in a transaction that is run again when it has to be', () => {
    const runs: string[] = [];
    beforeEach(() => runs.splice(0));

    const findTogether = (name = 'one') =>
      unitOfWork.runTogether('test', async () => {
        runs.push(name);
        return find();
      });

    onPostgres('is parsed once for a connection', async () => {
      await findTogether();
      await findTogether();
      expect(await prepared()).toHaveLength(1);
    });

    onPostgres.each([
      ['the type of a column was changed', 'ALTER TABLE results ALTER COLUMN model TYPE varchar(256)'],
      ['the connection lost it', 'DEALLOCATE ALL'],
    ])('is prepared anew when %s, once for each who is in it', async (_, statement) => {
      const before = await findTogether();
      await dataSource.query(statement);
      const all = await Promise.all([findTogether('one'), findTogether('another')]);
      expect(all).toStrictEqual([before, before]);
      expect(runs.toSorted()).toEqual(['another', 'another', 'one', 'one', 'one']);
      await dataSource.query(statement);
      expect(await findTogether()).toStrictEqual(before);
    });

    onPostgres('is sent as it is once it was lost too often: behind such a pooler preparing is of no use', async () => {
      const before = await findTogether();
      for (let lost = 0; lost < 3; lost += 1) {
        await dataSource.query('DEALLOCATE ALL');
        expect(await findTogether()).toStrictEqual(before);
      }
      await dataSource.query('DEALLOCATE ALL');
      expect([await findTogether(), await find()]).toStrictEqual([before, before]);
      expect(await prepared()).toEqual([]);
    });
  });

  it('that is wrong fails', async () => {
    const wrong = unitOfWork.read((db) => findRows(db, Result, () => 'WHERE no_such_column = 1'));
    await expect(wrong).rejects.toThrow('no_such_column');
  });
});
