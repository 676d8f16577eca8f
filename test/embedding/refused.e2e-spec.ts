import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { dataSourceOptions, openDataSource } from '../../src/database/index.js';
import {
  AnalysisModule,
  AnalysisService,
  AuditModule,
  BudgetsModule,
  CacheModule,
  ClaimsModule,
  ClaudeModule,
  CommonModule,
  DatabaseModule,
  EncryptionModule,
  JournalModule,
  LimitsModule,
  REPRISE_ENTITIES,
  REPRISE_MIGRATIONS,
  RepriseCoreModule,
  RepriseModule,
  repriseEntities,
  RetentionModule,
  UsageModule,
} from '../../src/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { options, ownDatabase, startHost } from '../support/host.js';
import { newApiKey, simulatorUrl } from '../support/service.js';

declare const DIALECT: 'sqlite' | 'postgres';

const SECRET = 'sk-ant-api03-this-stays-secret';
const ALICE = { tenantId: 'default', userId: 'alice' };

/** What JavaScript lets a host write, and the compiler does not. */
const wrong = <T>(value: unknown) => value as T;
const OURS = { entities: [...REPRISE_ENTITIES], migrations: [...REPRISE_MIGRATIONS] };

function connected(database: TestDatabase, more: object): DynamicModule {
  const found = { ...dataSourceOptions(database.url, {}), retryAttempts: 0, ...more };
  return TypeOrmModule.forRoot(found);
}

/** What a host is told that does not start. */
function refusalOf(imports: DynamicModule[]): Promise<string> {
  return startHost({ imports }).then(
    () => 'it started',
    (error: Error) => error.message,
  );
}

const mount = (more: object = {}) => RepriseModule.forRoot({ ...options(), ...more });

describe('options that cannot work', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase();
    dataSource = await openDataSource(dataSourceOptions(database.url, OURS) as DataSourceOptions, true);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** The host's connection, which is open already. */
  const lent = (): DynamicModule => {
    const providers = [{ provide: getDataSourceToken(), useValue: dataSource }];
    return { module: class LendingModule {}, global: true, providers, exports: providers };
  };
  const refusal = (...modules: DynamicModule[]) => refusalOf([lent(), ...modules]);

  it.each([
    [{ cache: { ttlSeconds: NaN } }, 'cache.ttlSeconds has to be a whole number from 0 to 3155760000, not NaN'],
    [{ cache: { ttlSeconds: -1 } }, 'cache.ttlSeconds'],
    [{ cache: { ttlSeconds: Infinity } }, 'cache.ttlSeconds'],
    [
      { cache: { ttlSeconds: '60' } },
      'cache.ttlSeconds has to be a whole number from 0 to 3155760000, not the string "60"',
    ],
    [{ cache: { ttlSeconds: null } }, 'cache.ttlSeconds'],
    [{ cache: { scope: 'everybody' } }, 'cache.scope has to be tenant or user, not the string "everybody"'],
    [{ cache: null }, 'cache has to be an object, not null'],
    [{ cache: { ttl: 60 } }, 'cache.ttl is no option: there are ttlSeconds, scope'],
    [{ chache: {} }, 'chache is no option: there are claude, identity, cache'],
    [{ claude: undefined }, 'claude is missing: give claude: { apiKey: process.env.ANTHROPIC_API_KEY }'],
    [{ claude: {} }, 'API key'],
    [{ claude: { apiKey: '' } }, 'claude.apiKey'],
    [
      { claude: { apiKey: 'sk', baseUrl: 'api.anthropic.com' } },
      'claude.baseUrl has to be an address that begins with http://',
    ],
    [{ claude: { client: {} } }, 'claude.client has to be a client of @anthropic-ai/sdk'],
    [{ claude: { apiKey: 'sk', maxConcurrency: 0 } }, 'claude.maxConcurrency'],
    [{ claude: { apiKey: 'sk', timeoutMs: NaN } }, 'claude.timeoutMs'],
    [{ claude: { apiKey: 'sk', prices: {} } }, 'claude.prices'],
    [{ identity: { mode: 'open' } }, 'identity.mode has to be none or api-key or jwt'],
    [{ identity: { mode: 'jwt' } }, 'identity.jwt is missing'],
    [{ identity: { mode: 'jwt', jwt: { jwksUrl: 'x' } } }, 'identity.jwt.issuer is missing'],
    [{ identity: { identityResolver: {} } }, 'identity.identityResolver has to be a function'],
    [{ audit: { isEnabled: 'no' } }, 'audit.isEnabled has to be true or false'],
    [{ audit: { signingKey: SECRET } }, 'audit.signingKey has to be an Ed25519 private key'],
    [{ audit: { mirrorUrl: `ftp://${SECRET}` } }, 'audit.mirrorUrl has to be an address that begins with http://'],
    [{ encryption: { masterKeys: SECRET } }, 'encryption.masterKeys has to be what MasterKeys.parse returns'],
    [{ limits: { requests: 0 } }, 'limits.requests'],
    [{ limits: { requests: 1, windowSeconds: Infinity } }, 'limits.windowSeconds'],
    [{ limits: { requests: 1, redisUrl: SECRET } }, 'limits.redisUrl has to be an address that begins with redis://'],
    [{ retention: { contentDays: -1 } }, 'retention.contentDays has to be a whole number from 1 to 36500, not -1'],
    [{ leaseMs: 1 }, 'leaseMs has to be a whole number from 300 to 600000, not 1'],
    [{ clock: () => new Date() }, 'clock has to be a Clock, which has now()'],
    [{ logger: { log: () => undefined } }, 'logger has to be a LoggerService'],
  ])('stop the start, and are named: %j', async (more, said) => {
    const message = await refusal(mount(more));
    expect(message).toContain(said);
    expect(message).not.toContain(SECRET);
  });

  it('stop it also where they come late, all of them at once', async () => {
    const late = (useFactory: () => unknown) => refusal(RepriseModule.forRootAsync(wrong({ useFactory })));
    expect(await late(() => ({ ...options(), leaseMs: NaN, cache: { ttlSeconds: -1 } }))).toMatch(
      /RepriseModule does not start with these options:\n {2}cache\.ttlSeconds [^]*\n {2}leaseMs /,
    );
    expect(await late(() => Promise.resolve(undefined))).toContain('RepriseModule is given no options');
    expect(await late(() => 'sk')).toContain('what is given has to be an object');
    expect(await refusal(RepriseModule.forRoot(wrong(undefined)))).toContain('claude is missing');
    expect(await refusal(RepriseModule.forRoot(wrong({})))).toContain('claude is missing');
  });

  it('stop it of each module that is mounted by itself', async () => {
    const common = CommonModule.forRoot();
    const imports = [common, DatabaseModule.using(getDataSourceToken())];
    const modules: [string, DynamicModule][] = [
      ['ttlSeconds', CacheModule.forRoot({ imports, ttlSeconds: NaN })],
      ['leaseMs', ClaimsModule.forRoot({ imports, leaseMs: -1 })],
      ['keepMs', JournalModule.forRoot({ imports, keepMs: Infinity })],
      ['requests', LimitsModule.forRoot({ imports, requests: 1.5 })],
      ['auditDays', RetentionModule.forRoot({ imports, auditDays: 0 })],
      ['isSealing', AuditModule.forRoot(wrong({ imports, isSealing: 1 }))],
      ['masterKeys', EncryptionModule.forRoot(wrong({ imports, masterKeys: {} }))],
      ['maxRetries', ClaudeModule.forRoot({ imports, apiKey: 'sk', maxRetries: 1.5 })],
      ['clock', CommonModule.forRoot(wrong({ clock: 5 }))],
      ['htpp is no option', UsageModule.forRoot(wrong({ imports, htpp: false }))],
    ];
    for (const [name, module] of modules) expect(await refusal(module)).toContain(name);
  });

  it('throw at once where they are about the shape of a module', () => {
    const shapes: [string, () => DynamicModule][] = [
      ['http has to be true or false', () => mount({ http: 'no' })],
      ['prefix has to be a path', () => mount({ prefix: ':tenant' })],
      ['prefix has to be a path', () => mount({ prefix: 5 })],
      ['imports has to be an array', () => mount({ imports: {} })],
      ['tablePrefix "a-b" is none', () => mount({ tablePrefix: 'a-b' })],
      ['dataSource has to be a token', () => mount({ dataSource: {} })],
      ['spend is missing', () => BudgetsModule.forRoot({})],
      ['cache is no option', () => RepriseModule.forRootAsync(wrong({ useFactory: () => options(), cache: {} }))],
      ['takes one of useFactory', () => RepriseModule.forRootAsync({})],
      ['takes one of useFactory', () => RepriseModule.forRootAsync(wrong(undefined))],
    ];
    for (const [said, make] of shapes) expect(make).toThrow(said);
  });

  it('are refused of a DataSource that is not there, is closed, is none, or is of another kind', async () => {
    expect(await refusal(mount({ dataSource: getDataSourceToken('records') }))).toContain(
      'finds no DataSource under the token recordsDataSource',
    );
    @Module({
      providers: [
        { provide: 'CLOSED', useValue: new DataSource({ type: 'better-sqlite3', database: ':memory:' }) },
        { provide: 'MYSQL', useValue: { options: { type: 'mysql' } } },
        { provide: 'NONE', useValue: {} },
      ],
      exports: ['CLOSED', 'MYSQL', 'NONE'],
    })
    class ConnectionsModule {}
    const on = (dataSource: string) => refusal(mount({ dataSource, imports: [ConnectionsModule] }));
    expect(await on('CLOSED')).toContain('await dataSource.initialize()');
    expect(await on('MYSQL')).toContain('better-sqlite3 or postgres, not in mysql');
    expect(await on('NONE')).toContain('needs a DataSource of TypeORM');
  });

  it('are refused of two mounts on the same tables, or with the same routes', async () => {
    const both = await refusal(mount({ prefix: 'one' }), mount({ prefix: 'two' }));
    expect(both).toContain('twice on the same tables');
    expect(await refusal(mount(), RepriseCoreModule.forRoot(options()))).toContain('twice on the same tables');
    const core = RepriseCoreModule.forRoot(options());
    const twice = [AnalysisModule.forRoot({ imports: [core] }), AnalysisModule.forRoot({ imports: [core] })];
    expect(await refusal(core, ...twice)).toContain('serves the same routes twice (AnalysisController at /)');
    const one = mount();
    @Module({ imports: [one] })
    class UsingModule {}
    expect(await refusal(one, { module: UsingModule })).toBe('it started');
  });
});

describe('a DataSource without what Reprise needs', () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await createDatabase({ isEmpty: true })));
  afterEach(() => database.drop());

  const connect = (more: object) => connected(database, more);

  it('is refused where it does not know the entities, with the line that adds them', async () => {
    const bare = await refusalOf([connect({}), mount()]);
    expect(bare).toContain('does not know the entities');
    expect(bare).toContain('entities: [...REPRISE_ENTITIES]');
    expect(await refusalOf([connect({ autoLoadEntities: true }), mount()])).toContain('autoLoadEntities adds only');
    const some = REPRISE_ENTITIES.filter(({ name }) => name !== 'Claim');
    const lacking = { ...OURS, entities: some, migrationsRun: true };
    expect(await refusalOf([connect(lacking), mount()])).toContain('does not know the entities Claim.');
  });

  it('is refused where its migrations have not run, with what runs them', async () => {
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

  it('is refused where all but the last migrations have run', async () => {
    const early = { ...OURS, migrations: REPRISE_MIGRATIONS.slice(0, -3), migrationsRun: true };
    const message = await refusalOf([connect(early), mount()]);
    expect(message).toContain('there is no table erasures');
    expect(message).toContain('there is no table legal_holds');
  });

  it('is refused where synchronize made the tables that it knows, and Claude is never asked', async () => {
    const message = await refusalOf([connect({ ...OURS, synchronize: true }), mount()]);
    expect(message).toContain('there is no table results_search');
    expect(message).not.toContain('there is no table results\n');
    expect(message).toContain('synchronize makes only some of these tables');
  });

  it('asks Claude nothing, whatever a host calls before it has started its application', async () => {
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

  it('is refused with an entityPrefix, which its migrations do not know', async () => {
    const named = { ...OURS, migrationsRun: true, entityPrefix: 'app_' };
    expect(await refusalOf([connect(named), mount()])).toContain('entityPrefix "app_"');
  });

  it('is taken where the host itself runs the migrations before it listens', async () => {
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

describe('tables that are not as Reprise needs them', () => {
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
  ])('stop the start, and are named: %s', async (statement, said) => {
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
  ])('stop the start, and are named: %s', async (statement, said) => {
    await change(statement);
    expect(await refusal()).toContain(said);
  });

  it('do not matter where they are of a module that is not mounted, are wider, or are only faster', async () => {
    await change('DROP TABLE erasures', 'DROP INDEX idx_results_history', 'ALTER TABLE results ADD COLUMN note text');
    if (DIALECT === 'postgres') await change('ALTER TABLE results ALTER COLUMN model TYPE text');
    const claude = { apiKey: newApiKey(), baseUrl: simulatorUrl() };
    const core = RepriseCoreModule.forRoot({ ...options(), claude });
    await startHost({
      imports: [connected(database.current, OURS), core, AnalysisModule.forRoot({ imports: [core] })],
    });
  });
});
