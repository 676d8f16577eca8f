import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { dataSourceOptions, openDataSource } from '../../src/database/index.js';
import {
  AnalysisModule,
  AuditModule,
  BudgetsModule,
  CacheModule,
  LocksModule,
  ClaudeModule,
  CommonModule,
  DatabaseModule,
  EncryptionModule,
  JournalModule,
  RateLimitsModule,
  RepriseCoreModule,
  RepriseModule,
  RetentionModule,
  UsageModule,
} from '../../src/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { options } from '../support/host.js';
import { mount, OURS, refusalOf } from '../support/refusals.js';

const SECRET = 'sk-ant-api03-this-stays-secret';

/** For options that the compiler would reject, but JavaScript accepts. */
const wrong = <T>(value: unknown) => value as T;

describe('invalid options', () => {
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

  /** The host's connection, which is already open. */
  const openConnection = (): DynamicModule => {
    const providers = [{ provide: getDataSourceToken(), useValue: dataSource }];
    return { module: class LendingModule {}, global: true, providers, exports: providers };
  };
  const refusal = (...modules: DynamicModule[]) => refusalOf([openConnection(), ...modules]);

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
    [{ claude: { apiKey: 'sk', baseUrl: 'api.anthropic.com' } }, 'claude.baseUrl must be an http or https address'],
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
  ])('prevent the start with an error that names them: %j', async (more, said) => {
    const message = await refusal(mount(more));
    expect(message).toContain(said);
    expect(message).not.toContain(SECRET);
  });

  it('are all reported at once, also if they are provided asynchronously', async () => {
    const late = (useFactory: () => unknown) => refusal(RepriseModule.forRootAsync(wrong({ useFactory })));
    expect(await late(() => ({ ...options(), leaseMs: NaN, cache: { ttlSeconds: -1 } }))).toMatch(
      /RepriseModule does not start with these options:\n {2}cache\.ttlSeconds [^]*\n {2}leaseMs /,
    );
    expect(await late(() => Promise.resolve(undefined))).toContain('RepriseModule is given no options');
    expect(await late(() => 'sk')).toContain('what is given has to be an object');
    expect(await refusal(RepriseModule.forRoot(wrong(undefined)))).toContain('claude is missing');
    expect(await refusal(RepriseModule.forRoot(wrong({})))).toContain('claude is missing');
  });

  it('prevent the start of each module that is mounted individually', async () => {
    const common = CommonModule.forRoot();
    const imports = [common, DatabaseModule.using(getDataSourceToken())];
    const modules: [string, DynamicModule][] = [
      ['ttlSeconds', CacheModule.forRoot({ imports, ttlSeconds: NaN })],
      ['leaseMs', LocksModule.forRoot({ imports, leaseMs: -1 })],
      ['keepMs', JournalModule.forRoot({ imports, keepMs: Infinity })],
      ['requests', RateLimitsModule.forRoot({ imports, requests: 1.5 })],
      ['auditDays', RetentionModule.forRoot({ imports, auditDays: 0 })],
      ['isSealing', AuditModule.forRoot(wrong({ imports, isSealing: 1 }))],
      ['masterKeys', EncryptionModule.forRoot(wrong({ imports, masterKeys: {} }))],
      ['maxRetries', ClaudeModule.forRoot({ imports, apiKey: 'sk', maxRetries: 1.5 })],
      ['clock', CommonModule.forRoot(wrong({ clock: 5 }))],
      ['htpp is no option', UsageModule.forRoot(wrong({ imports, htpp: false }))],
    ];
    for (const [name, module] of modules) expect(await refusal(module)).toContain(name);
  });

  it('throw at once if they concern the structure of a module', () => {
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

  it('include a DataSource that is missing, closed, of another class or for another database', async () => {
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

  it('include two mounts on the same tables or with the same routes', async () => {
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
