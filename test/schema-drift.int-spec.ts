import type { DataSource } from 'typeorm';
import { serviceDataSourceOptions } from '../src/app/data-source-options.js';
import { openDataSource } from '../src/database/index.js';
import { REPRISE_ENTITIES, REPRISE_MIGRATIONS } from '../src/schema/index.js';
import { createDatabase, type TestDatabase } from './support/database.js';

describe('the schema', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createDatabase();
    const options = serviceDataSourceOptions(database.url);
    if (!options) throw new Error(`${database.url} names no database`);
    dataSource = await openDataSource(options, true);
  });

  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('is after all migrations what the entities describe, to the last index', async () => {
    expect(await drift(dataSource)).toEqual([]);
  });

  it('would be caught drifting', async () => {
    await dataSource.query('DROP INDEX idx_results_history');
    await dataSource.query('ALTER TABLE results RENAME COLUMN tokens_used TO tokens');
    await dataSource.query('DROP INDEX idx_calls_pending');
    await dataSource.query('ALTER TABLE calls RENAME COLUMN lease_until TO lease');
    await dataSource.query('DROP INDEX idx_claims_until');
    await dataSource.query('ALTER TABLE claims RENAME COLUMN outcome TO result');

    const statements = (await drift(dataSource)).join('\n');

    expect(statements).toContain('idx_results_history');
    expect(statements).toContain('tokens_used');
    for (const name of ['idx_calls_pending', 'lease_until', 'idx_claims_until', 'outcome'])
      expect(statements).toContain(name);
  });

  it('lets every migration be taken back, to an empty database, and run again', async () => {
    const before = await tables(dataSource);

    for (const _ of REPRISE_MIGRATIONS) await dataSource.undoLastMigration();
    expect(await tables(dataSource)).toEqual(['migrations']);
    expect(await dataSource.showMigrations()).toBe(true);

    await dataSource.runMigrations();
    expect(await tables(dataSource)).toEqual(before);
    expect(await drift(dataSource)).toEqual([]);
  });

  it('maps every entity to a table that the migrations made', async () => {
    const made = await tables(dataSource);
    for (const entity of REPRISE_ENTITIES) expect(made).toContain(dataSource.getMetadata(entity).tableName);
  });

  it('is of three tables, and all of them can drift', () => {
    const names = REPRISE_ENTITIES.map((entity) => dataSource.getMetadata(entity).tableName);
    expect(names.sort()).toEqual(['calls', 'claims', 'results']);
  });

  it('finds the few pending calls without reading all the others', async () => {
    const index =
      dataSource.options.type === 'postgres'
        ? "SELECT indexdef AS sql FROM pg_indexes WHERE indexname = 'idx_calls_pending'"
        : "SELECT sql FROM sqlite_master WHERE name = 'idx_calls_pending'";
    const [row] = await dataSource.query<{ sql: string }[]>(index);
    expect(row?.sql).toMatch(/WHERE .*status.*'pending'/);
  });

  it('keeps an analysis in `results` under the names the lesson gave its columns', async () => {
    const queryRunner = dataSource.createQueryRunner();
    const table = await queryRunner.getTable('results');
    await queryRunner.release();
    const columns = table?.columns.map(({ name }) => name);
    expect(columns).toEqual(
      expect.arrayContaining(['id', 'user_id', 'input_text', 'result', 'model', 'tokens_used', 'created_at']),
    );
    expect(table?.primaryColumns.map(({ name }) => name)).toEqual(['id']);
  });
});

/** What TypeORM would have to do to the database to make it fit the entities. */
async function drift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

/** The search tables of each dialect among them: no entity maps those. */
async function tables(dataSource: DataSource): Promise<string[]> {
  const sql =
    dataSource.options.type === 'postgres'
      ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()'
      : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
  const rows = await dataSource.query<{ name: string }[]>(sql);
  return rows.map(({ name }) => name).sort();
}
