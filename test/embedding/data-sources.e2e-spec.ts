import request from 'supertest';
import { DataSource, type DataSourceOptions, DefaultNamingStrategy } from 'typeorm';
import { dataSourceOptions } from '../../src/database/index.js';
import { repriseEntities, repriseMigrations } from '../../src/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { ownDatabase, startHost } from '../support/host.js';
import { connected, mount, OURS, refusalOf } from '../support/refusals.js';

declare const DIALECT: 'sqlite' | 'postgres';

describe('a DataSource with the options of a host', () => {
  const database = ownDatabase();
  const connect = (more: object) => connected(database.current, { ...OURS, ...more });
  const onPostgres = DIALECT === 'postgres' ? it : it.skip;
  const onSqlite = DIALECT === 'sqlite' ? it : it.skip;

  class Shouting extends DefaultNamingStrategy {
    override columnName(propertyName: string, customName: string, prefixes: string[]): string {
      return super.columnName(propertyName, customName, prefixes).toUpperCase();
    }
  }
  class Snake extends DefaultNamingStrategy {
    override columnName(propertyName: string, customName: string): string {
      return customName || propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    }
  }

  it('is refused if it renames columns or always caches queries', async () => {
    expect(await refusalOf([connect({ namingStrategy: new Shouting() }), mount()])).toContain(
      'its namingStrategy calls the column',
    );
    expect(await refusalOf([connect({ cache: { alwaysEnabled: true } }), mount()])).toContain('alwaysEnabled');
  });

  onSqlite('is refused if it is read-only', async () => {
    expect(await refusalOf([connect({ readonly: true }), mount()])).toContain('opened readonly');
  });

  onPostgres('is refused if entities and SQL statements would use different schemas', async () => {
    expect(await refusalOf([connect({ schema: 'ai' }), mount()])).toContain("'-c search_path=ai'");
  });

  onPostgres('is refused if its pool is too small', async () => {
    expect(await refusalOf([connect({ poolSize: 1 }), mount()])).toContain('has 1 connection,');
    expect(await refusalOf([connect({ extra: { max: 1 } }), mount()])).toContain('has 1 connection,');
    const both = { entities: [...OURS.entities, ...repriseEntities({ tablePrefix: 'b_' })] };
    const migrations = [...OURS.migrations, ...repriseMigrations({ tablePrefix: 'b_' })];
    const second = mount({ tablePrefix: 'b_', prefix: 'b' });
    const two = { ...both, migrations, migrationsRun: true, poolSize: 2 };
    expect(await refusalOf([connect(two), mount(), second])).toContain('there are 2, keeps one to listen on');
  });

  it.each<[string, () => object | Promise<object>]>([
    ['a naming strategy that keeps given names', () => ({ namingStrategy: new Snake() })],
    ['a cache that queries ask for', () => ({ cache: true })],
    ['logging of slow queries', () => ({ maxQueryExecutionTime: 10_000, logging: ['error'] })],
    ['the smallest pool', () => (DIALECT === 'postgres' ? { poolSize: 2 } : {})],
    ['read replicas', replicated],
    ['a search_path', inSchema],
  ])('is accepted with %s', async (_name, more) => {
    const host = await startHost({ imports: [connect(await more()), mount()] });
    const ask = (text: string) => request(host.url).post('/analyze/alice').send({ text });
    const texts = Array.from({ length: 12 }, (_, index) => `text ${index % 4}`);
    const answers = await Promise.all(texts.map((text) => ask(text)));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(8).fill(200),
      ...Array<number>(4).fill(201),
    ]);
    expect((await request(host.url).get('/history/alice').query({ q: 'text' }).expect(200)).body.data).toHaveLength(4);
    const talk = await request(host.url).post('/conversations').send({ user_id: 'alice' }).expect(201);
    await request(host.url).post(`/conversations/${talk.body.id}/messages`).send({ content: 'hello' }).expect(201);
  });

  let replica: TestDatabase | undefined;
  afterEach(async () => {
    await replica?.drop();
    replica = undefined;
  });

  /** The replica has no tables, so that every read from it would fail. */
  async function replicated(): Promise<object> {
    if (DIALECT === 'sqlite') return {};
    replica = await createDatabase({ isEmpty: true });
    const [master, slave] = [{ url: database.current.url }, { url: replica.url }];
    return { url: undefined, replication: { master, slaves: [slave] } };
  }

  async function inSchema(): Promise<object> {
    if (DIALECT === 'sqlite') return {};
    const client = await new DataSource(dataSourceOptions(database.current.url, {}) as DataSourceOptions).initialize();
    await client.query('DROP SCHEMA public CASCADE');
    await client.query('CREATE SCHEMA ai');
    await client.destroy();
    return { migrationsRun: true, extra: { options: '-c search_path=ai' } };
  }
});
