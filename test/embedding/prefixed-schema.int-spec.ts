import { type DataSource } from 'typeorm';
import { openDataSource } from '../../src/database/index.js';
import { REPRISE_ENTITIES, REPRISE_MIGRATIONS } from '../../src/schema/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { optionsOf } from '../support/mounts.js';
import { drift, tablesOf } from '../support/tables.js';

/** The longest allowed prefix. */
const LONGEST = 'p'.repeat(31);

describe('the schema with a prefix', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  const open = async (...prefixes: string[]) => {
    dataSource = await openDataSource(optionsOf(database, { prefixes }), true);
  };

  beforeEach(async () => {
    database = await createDatabase({ isEmpty: true });
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it.each(['reprise_', LONGEST])('matches the entities after all migrations (%s)', async (prefix) => {
    await open(prefix);
    expect(await drift(dataSource)).toEqual([]);
    await dataSource.query(`DROP INDEX ${prefix}idx_results_history`);
    await dataSource.query(`ALTER TABLE ${prefix}calls RENAME COLUMN lease_holder TO drifted`);
    const statements = (await drift(dataSource)).join('\n');
    for (const name of [`${prefix}idx_results_history`, 'lease_holder']) expect(statements).toContain(name);
  });

  it('equals the schema without a prefix, except that every name begins with the prefix', async () => {
    await open('', 'reprise_');
    const all = await namesOf(dataSource);
    const [prefixed, plain] = [true, false].map((is) => all.filter((name) => name.startsWith('reprise_') === is));
    expect(plain).not.toEqual([]);
    expect(prefixed).toEqual(plain?.map((name) => `reprise_${name}`));
    expect(await drift(dataSource)).toEqual([]);
  });

  it('can be reverted without affecting the schema without a prefix', async () => {
    await open('');
    const before = await tablesOf(dataSource);
    await dataSource.destroy();
    await open('', 'reprise_');
    expect(await tablesOf(dataSource)).toHaveLength(2 * before.length - 1);

    for (const _ of REPRISE_MIGRATIONS) await dataSource.undoLastMigration();
    expect(await tablesOf(dataSource)).toEqual(before);
    await dataSource.runMigrations();
    expect(await tablesOf(dataSource)).toHaveLength(2 * before.length - 1);
  });

  it('is mapped to subclasses of the entities', async () => {
    await open('reprise_');
    for (const entity of REPRISE_ENTITIES) {
      const metadata = dataSource.entityMetadatas.find(({ name }) => name === entity.name);
      expect(metadata?.create()).toBeInstanceOf(entity);
    }
  });
});

/** @returns the names of tables, indexes and constraints, except those named by TypeORM or the database */
async function namesOf(dataSource: DataSource): Promise<string[]> {
  const sql =
    dataSource.options.type === 'postgres'
      ? "SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i')"
      : "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
  const rows = await dataSource.query<{ name: string }[]>(sql);
  const isOurs = (name: string) => name !== 'migrations' && !name.startsWith('PK_');
  return rows
    .map(({ name }) => name)
    .filter(isOurs)
    .sort();
}
