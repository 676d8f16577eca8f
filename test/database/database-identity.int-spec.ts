import { DataSource, type DataSourceOptions } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { DatabaseIdentityRepository, UnitOfWork } from '../../src/database/index.js';
import { repriseEntities, repriseMigrations } from '../../src/schema/index.js';
import { createDatabase, emptiedDatabase, type TestDatabase } from '../support/database.js';
import { recordStatements } from '../support/statements.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the id of a database', () => {
  const database = emptiedDatabase();
  const opened: DataSource[] = [];
  afterEach(async () => {
    for (const dataSource of opened.splice(0)) await dataSource.destroy();
  });

  const open = async ({ url }: TestDatabase, more: Partial<DataSourceOptions> = {}) => {
    const options = { ...serviceDataSourceOptions(url), ...more } as DataSourceOptions;
    const dataSource = await new DataSource(options).initialize();
    opened.push(dataSource);
    return dataSource;
  };
  const identityIn = (dataSource: DataSource, tablePrefix = '') =>
    new DatabaseIdentityRepository(new UnitOfWork(dataSource, tablePrefix));

  it('is the same for all of its processes, those that read it for the first time at once among them', async () => {
    const processes = [await open(database.current), await open(database.current), await open(database.current)];
    const ids = await Promise.all(processes.map((dataSource) => identityIn(dataSource).get()));
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(UUID);
    expect(await identityIn(await open(database.current)).get()).toBe(ids[0]);
  });

  it('is another one in another database', async () => {
    const other = await createDatabase();
    try {
      const [here, there] = [await open(database.current), await open(other)];
      expect(await identityIn(here).get()).not.toBe(await identityIn(there).get());
      for (const dataSource of opened.splice(0)) await dataSource.destroy();
    } finally {
      await other.drop();
    }
  });

  it('is another one for tables with another prefix', async () => {
    const plain = await open(database.current);
    const empty = await createDatabase({ isEmpty: true });
    try {
      const prefixed = { tablePrefix: 'other_' };
      const dataSource = await open(empty, {
        entities: [...repriseEntities(), ...repriseEntities(prefixed)],
        migrations: [...repriseMigrations(), ...repriseMigrations(prefixed)],
      });
      await dataSource.runMigrations();
      const ids = [identityIn(plain), identityIn(dataSource), identityIn(dataSource, 'other_')].map((one) => one.get());
      expect(new Set(await Promise.all(ids)).size).toBe(3);
      for (const one of opened.splice(0)) await one.destroy();
    } finally {
      await empty.drop();
    }
  });

  it('is read once by a process, and again only where reading it failed', async () => {
    const dataSource = await open(database.current);
    const identity = identityIn(dataSource);
    await dataSource.query('ALTER TABLE database_identity RENAME TO elsewhere');
    await expect(identity.get()).rejects.toThrow();
    await dataSource.query('ALTER TABLE elsewhere RENAME TO database_identity');
    const id = await identity.get();

    const statements = recordStatements(dataSource);
    expect(await Promise.all([identity.get(), identity.get()])).toEqual([id, id]);
    expect(statements).toEqual([]);
  });
});
