import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { dataSourceOptions } from '../../src/database/index.js';
import {
  AnalysisModule,
  AnalysisService,
  REPRISE_ENTITIES,
  REPRISE_MIGRATIONS,
  RepriseCoreModule,
  repriseEntities,
} from '../../src/index.js';
import { CreateErasures1764201600020 } from '../../src/privacy/migrations/1764201600020-create-erasures.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { options, ownDatabase, startHost } from '../support/host.js';
import { connected, mount, OURS, refusalOf } from '../support/refusals.js';
import { newApiKey, simulatorUrl } from '../support/service.js';

declare const DIALECT: 'sqlite' | 'postgres';

const ALICE = { tenantId: 'default', userId: 'alice' };

describe('a DataSource without the entities or tables of Reprise', () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await createDatabase({ isEmpty: true })));
  afterEach(() => database.drop());

  const connect = (more: object) => connected(database, more);

  it('is refused without the entities, with an error that says how to add them', async () => {
    const bare = await refusalOf([connect({}), mount()]);
    expect(bare).toContain('does not know the entities');
    expect(bare).toContain('entities: [...REPRISE_ENTITIES]');
    expect(await refusalOf([connect({ autoLoadEntities: true }), mount()])).toContain('autoLoadEntities adds only');
    const some = REPRISE_ENTITIES.filter(({ name }) => name !== 'Lock');
    const lacking = { ...OURS, entities: some, migrationsRun: true };
    expect(await refusalOf([connect(lacking), mount()])).toContain('does not know the entities Lock.');
  });

  it('is refused without the migrations, with an error that says how to run them', async () => {
    const listed = await refusalOf([connect(OURS), mount()]);
    expect(listed).toContain('there is no table results\n');
    expect(listed).toContain('there is no table results_search\n');
    expect(listed).toContain('migrationsRun: true');
    expect(listed).not.toContain('Add migrations');
    const { entities } = OURS;
    expect(await refusalOf([connect({ entities }), mount()])).toContain('Add migrations: [...REPRISE_MIGRATIONS]');
    const prefixed = { entities: repriseEntities({ tablePrefix: 'ai_' }) };
    const message = await refusalOf([connect(prefixed), mount({ tablePrefix: 'ai_' })]);
    expect(message).toContain('there is no table ai_results\n');
    expect(message).toContain("Add migrations: [...repriseMigrations({ tablePrefix: 'ai_' })]");
  });

  it('is refused if only the migrations of an earlier release have run', async () => {
    const before = REPRISE_MIGRATIONS.slice(0, REPRISE_MIGRATIONS.indexOf(CreateErasures1764201600020));
    const early = { ...OURS, migrations: before, migrationsRun: true };
    const message = await refusalOf([connect(early), mount()]);
    expect(message).toContain('there is no table erasures');
    expect(message).toContain('there is no table legal_holds');
  });

  it('is refused if synchronize created the tables, before any call to Claude', async () => {
    const message = await refusalOf([connect({ ...OURS, synchronize: true }), mount()]);
    expect(message).toContain('there is no table results_search');
    expect(message).not.toContain('there is no table results\n');
    expect(message).toContain('synchronize makes only some of these tables');
  });

  it('allows no call to Claude before the host has started its application', async () => {
    const client = { messages: { create: jest.fn(), stream: jest.fn() }, models: { retrieve: jest.fn() } };
    const module = await Test.createTestingModule({
      imports: [connect({ ...OURS, synchronize: true }), mount({ claude: { client }, http: false })],
    }).compile();
    Logger.overrideLogger(false);
    await expect(
      module.get(AnalysisService, { strict: false }).analyze(ALICE, { text: 'who stores this?' }),
    ).rejects.toThrow('there is no table results_search');
    expect(client.messages.create).not.toHaveBeenCalled();
    await module.get(DataSource).destroy();
  });

  it('is refused with an entityPrefix, which the migrations do not support', async () => {
    const named = { ...OURS, migrationsRun: true, entityPrefix: 'app_' };
    expect(await refusalOf([connect(named), mount()])).toContain('entityPrefix "app_"');
  });

  it('is accepted if the host itself runs the migrations before it listens', async () => {
    const host = await startHost({
      imports: [connect({ ...OURS, migrationsTransactionMode: 'each' }), mount({ http: false })],
      prepare: (app) => {
        const listen = app.listen.bind(app);
        app.listen = async (...to: [never]) => {
          await app.get(DataSource).runMigrations();
          return listen(...to);
        };
      },
    });
    expect((await host.get(AnalysisService).analyze(ALICE, { text: 'hello' })).cache).toBe('miss');
  });
});

describe('tables that differ from the expected schema', () => {
  const database = ownDatabase();
  const change = async (...statements: string[]) => {
    const found = dataSourceOptions(database.current.url, {}) as DataSourceOptions;
    const dataSource = await new DataSource(found).initialize();
    for (const statement of statements) await dataSource.query(statement);
    await dataSource.destroy();
  };
  const refusal = () => refusalOf([connected(database.current, OURS), mount()]);
  const onPostgres = DIALECT === 'postgres' ? it : it.skip;

  it.each([
    ['ALTER TABLE results RENAME COLUMN tokens_used TO tokens', 'the table results has no column tokens_used'],
    ['DROP INDEX idx_api_keys_digest', 'the table api_keys has no unique index on digest'],
    ['DROP INDEX idx_erasures_running', 'the table erasures has no unique index on tenant_id, user_id'],
    ['DROP TABLE conversations_search', 'there is no table conversations_search'],
    ['ALTER TABLE calls DROP COLUMN reserved_pico_usd', 'the table calls has no column reserved_pico_usd'],
  ])('prevent the start with an error that names them: %s', async (statement, said) => {
    await change(statement);
    expect(await refusal()).toContain(said);
  });

  onPostgres.each([
    ['ALTER TABLE results ADD COLUMN since integer NOT NULL', "results.since is not Reprise's, and has to be filled"],
    [
      'ALTER TABLE results ALTER COLUMN model TYPE varchar(8)',
      'results.model is character varying(8), not character varying(128)',
    ],
    ['ALTER TABLE calls ALTER COLUMN ended_at SET NOT NULL', 'the column calls.ended_at does not take NULL'],
  ])('prevent the start with an error that names them: %s', async (statement, said) => {
    await change(statement);
    expect(await refusal()).toContain(said);
  });

  it('are accepted if they belong to an unmounted module, have wider columns, or lack only indexes', async () => {
    await change('DROP TABLE erasures', 'DROP INDEX idx_results_history', 'ALTER TABLE results ADD COLUMN note text');
    if (DIALECT === 'postgres') await change('ALTER TABLE results ALTER COLUMN model TYPE text');
    const claude = { apiKey: newApiKey(), baseUrl: simulatorUrl() };
    const core = RepriseCoreModule.forRoot({ ...options(), claude });
    await startHost({
      imports: [connected(database.current, OURS), core, AnalysisModule.forRoot({ imports: [core] })],
    });
  });
});
