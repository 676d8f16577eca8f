import { EnvironmentError, readSettings } from './app.env.js';

const KEY = { ANTHROPIC_API_KEY: 'sk-test' };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it("fills in the contract's defaults", () => {
    expect(readSettings(KEY)).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      database: { type: 'better-sqlite3', database: './data/reprise.db', synchronize: false },
      migrate: true,
      claude: {
        apiKey: 'sk-test',
        defaultModel: 'claude-sonnet-5-5',
        defaultMaxTokens: 4096,
        timeoutMs: 600_000,
        maxRetries: 2,
        maxConcurrency: 64,
        maxConcurrencyPerTenant: 64,
        maxConcurrencyPerUser: 32,
      },
      cache: { ttlSeconds: 86_400, scope: undefined },
      docsEnabled: true,
      metricsEnabled: true,
      logLevel: 'info',
    });
  });

  it.each([
    ['1', 1, 1],
    ['2', 1, 2],
    ['4', 3, 2],
    ['64', 48, 32],
  ])(
    'gives no single tenant or user all of %s concurrent calls if there is authentication',
    (all, ofTenant, ofUser) => {
      const { claude } = readSettings({ ...KEY, AUTH_MODE: 'api-key', CLAUDE_MAX_CONCURRENCY: all });
      expect([claude.maxConcurrencyPerTenant, claude.maxConcurrencyPerUser]).toEqual([ofTenant, ofUser]);
    },
  );

  it('reports every mistake at once, each naming its variable', () => {
    const problems = problemsOf({
      PORT: '0x50',
      HOST: '0.0.0.0',
      DATABASE_URL: 'mysql://root:secret@db/x',
      DATABASE_MIGRATE: 'yes',
      ANTHROPIC_BASE_URL: 'claude',
      CLAUDE_MODEL: 'no model',
      CLAUDE_MAX_TOKENS: '0',
      CLAUDE_TIMEOUT_MS: '-1',
      CLAUDE_MAX_RETRIES: '1.5',
      CLAUDE_MAX_CONCURRENCY: '1e3',
      CLAUDE_PRICES_FILE: '/nowhere/prices.json',
      CACHE_TTL_SECONDS: 'day',
      CACHE_SCOPE: 'world',
      AUTH_MODE: 'ldap',
      AUTH_JWKS_URL: 'https://login.example.com/keys',
      API_KEY_SECRET: 'short',
      ALLOWED_HOSTS: 'https://reprise.example',
      HTTP_ADAPTER: 'koa',
      RATE_LIMIT_REQUESTS: 'many',
      RATE_LIMIT_WINDOW_SECONDS: '0',
      REDIS_URL: 'localhost:6379',
      RETENTION_DAYS: '0',
      LEDGER_RETENTION_DAYS: '61',
      AUDIT_RETENTION_DAYS: 'a year',
      TRUST_PROXY: 'true',
      DOCS_ENABLED: '1',
      METRICS_ENABLED: 'on',
      LOG_LEVEL: 'loud',
    });
    expect(problems.map((problem) => problem.split(' ', 1)[0]).sort()).toEqual([
      'ALLOWED_HOSTS',
      'ANTHROPIC_API_KEY',
      'ANTHROPIC_BASE_URL',
      'API_KEY_SECRET',
      'AUDIT_RETENTION_DAYS',
      'AUTH_JWKS_URL',
      'AUTH_MODE',
      'CACHE_SCOPE',
      'CACHE_TTL_SECONDS',
      'CLAUDE_MAX_CONCURRENCY',
      'CLAUDE_MAX_RETRIES',
      'CLAUDE_MAX_TOKENS',
      'CLAUDE_MODEL',
      'CLAUDE_PRICES_FILE',
      'CLAUDE_TIMEOUT_MS',
      'DATABASE_MIGRATE',
      'DATABASE_URL',
      'DOCS_ENABLED',
      'HOST',
      'HTTP_ADAPTER',
      'LEDGER_RETENTION_DAYS',
      'LOG_LEVEL',
      'METRICS_ENABLED',
      'PORT',
      'RATE_LIMIT_REQUESTS',
      'RATE_LIMIT_WINDOW_SECONDS',
      'REDIS_URL',
      'RETENTION_DAYS',
      'TRUST_PROXY',
    ]);
  });

  it('never repeats a possible secret', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      REDIS_URL: 'http://root:hunter2@redis',
      LOG_LEVEL: 'sk-ant-api03-pasted-into-the-wrong-variable',
      API_KEY_SECRET: 'hunter2',
      AUTH_MODE: 'jwt',
      AUTH_JWKS_URL: 'ldap://hunter2@login',
    });
    expect(problems.join('\n')).not.toMatch(/hunter2|wrong-variable/);
  });

  it('serves addresses other than loopback only if configured', () => {
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost'])
      expect(problemsOf({ ...KEY, HOST: host })).toEqual([]);
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'example.org'])
      expect(problemsOf({ ...KEY, HOST: host })).toHaveLength(1);
    expect(problemsOf({ ...KEY, HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED: 'true' })).toEqual([]);
  });

  it.each(['reprise.example:3000', 'http://reprise.example', '*', 'a,,b', '[::1]:80', 'a b', '[1::2::3]'])(
    'refuses %j as a name of ALLOWED_HOSTS',
    (text) => expect(problemsOf({ ...KEY, ALLOWED_HOSTS: text })).toEqual([expect.stringMatching(/^ALLOWED_HOSTS /)]),
  );

  it('allows the address that it listens on as a host name, unless it listens on all addresses', () => {
    const hostsAt = (HOST: string) =>
      readSettings({ ...KEY, HOST, ALLOW_UNAUTHENTICATED: 'true', ALLOWED_HOSTS: 'A.example.' }).allowedHosts;
    expect(hostsAt('10.0.0.1')).toEqual(['a.example', '10.0.0.1']);
    expect(hostsAt('fd00:0::1')).toEqual(['a.example', '[fd00::1]']);
    for (const every of ['0.0.0.0', '::', '0:0:0:0:0:0:0:0']) expect(hostsAt(every)).toEqual(['a.example']);
  });

  it('serves metrics and documentation on loopback without authentication, elsewhere with it, or on a separate port', () => {
    const operationsOf = (given: Record<string, string>) => readSettings({ ...KEY, ...given }).operations;
    const keys = { AUTH_MODE: 'api-key' };
    expect(operationsOf(keys)).toEqual({ port: null, host: '127.0.0.1', needsLogin: false });
    expect(operationsOf({ ...keys, HOST: '0.0.0.0' })).toMatchObject({ port: null, needsLogin: true });
    expect(operationsOf({ ...keys, OPERATIONS_PORT: '9090', OPERATIONS_HOST: '10.0.0.1' })).toMatchObject({
      port: 9090,
      host: '10.0.0.1',
    });
    const named = (given: Record<string, string>) => problemsOf({ ...KEY, ...given }).map((text) => text.split(' ')[0]);
    expect(named({ OPERATIONS_PORT: '3000' })).toEqual(['OPERATIONS_PORT']);
    expect(named({ OPERATIONS_PORT: 'x' })).toEqual(['OPERATIONS_PORT']);
    expect(named({ OPERATIONS_HOST: '10.0.0.1' })).toEqual(['OPERATIONS_HOST']);
    expect(named({ OPERATIONS_PORT: '9090', OPERATIONS_HOST: '0.0.0.0' })).toEqual(['OPERATIONS_HOST']);
  });

  it('serves all addresses if there is authentication, and rejects contradicting settings', () => {
    const open = { ...KEY, HOST: '0.0.0.0', AUTH_MODE: 'api-key' };
    expect(problemsOf(open)).toEqual([]);
    expect(problemsOf({ ...open, ALLOW_UNAUTHENTICATED: 'true' })).toEqual([
      'ALLOW_UNAUTHENTICATED contradicts AUTH_MODE=api-key: unset one of them',
    ]);
  });

  it('requires the token settings with AUTH_MODE=jwt, and rejects them without it', () => {
    const tokens = {
      AUTH_JWKS_URL: 'https://login.example.com/keys',
      AUTH_ISSUER: 'https://login.example.com/',
      AUTH_AUDIENCE: 'reprise',
      AUTH_ROLE_CLAIM: 'https://example.com/roles',
    };
    expect(readSettings({ ...KEY, AUTH_MODE: 'jwt', ...tokens }).identity).toEqual({
      mode: 'jwt',
      jwt: {
        jwksUrl: 'https://login.example.com/keys',
        issuer: 'https://login.example.com/',
        audience: 'reprise',
        tenantClaim: 'tenant',
        roleClaim: 'https://example.com/roles',
      },
    });
    const named = (problems: readonly string[]) => problems.map((problem) => problem.split(' ', 1)[0]);
    expect(named(problemsOf({ ...KEY, AUTH_MODE: 'jwt' }))).toEqual(['AUTH_JWKS_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE']);
    expect(named(problemsOf({ ...KEY, AUTH_MODE: 'api-key', ...tokens }))).toEqual(Object.keys(tokens));
  });

  const JWT = { ...KEY, AUTH_MODE: 'jwt', AUTH_ISSUER: 'i', AUTH_AUDIENCE: 'a' };
  it.each([
    'http://login.example.com/keys',
    'http://10.0.0.1/keys',
    'http://localhost.evil.example/',
    'ftp://login/keys',
  ])('does not read the keys of the login server from %s', (url) =>
    expect(problemsOf({ ...JWT, AUTH_JWKS_URL: url })).toEqual([expect.stringMatching(/^AUTH_JWKS_URL /)]),
  );
  it.each([
    'https://login.example.com/keys',
    'http://127.0.0.1:8080/keys',
    'http://[::1]/keys',
    'http://LOCALHOST/keys',
  ])('reads the keys of the login server from %s', (url) =>
    expect(problemsOf({ ...JWT, AUTH_JWKS_URL: url })).toEqual([]),
  );

  it.each([
    ['sqlite:./x.db', { type: 'better-sqlite3', database: './x.db' }],
    ['sqlite::memory:', { type: 'better-sqlite3', database: ':memory:' }],
    ['sqlite:///var/lib/x.db', { type: 'better-sqlite3', database: '/var/lib/x.db' }],
    ['postgres://u:p@h:5432/d', { type: 'postgres', url: 'postgres://u:p@h:5432/d' }],
    ['postgresql://u:p@h/d?sslmode=require', { type: 'postgres', url: 'postgresql://u:p@h/d?sslmode=require' }],
  ])('chooses the database by %s alone', (url, options) => {
    expect(readSettings({ ...KEY, DATABASE_URL: url }).database).toMatchObject(options);
  });

  it.each([
    ['?ssl=false', '?ssl=0', {}],
    ['?ssl=true&connect_timeout=7', '?ssl=1', { connectionTimeoutMillis: 7_000 }],
    ['?sslmode=require&channel_binding=require', '?sslmode=require', { enableChannelBinding: true }],
    ['?target_session_attrs=read-write', '', {}],
    ['?options=-csearch_path%3Dapp', '?options=-csearch_path%3Dapp', {}],
  ])('applies the PostgreSQL parameters %s', (parameters, left, extra) => {
    const { database } = readSettings({ ...KEY, DATABASE_URL: `postgres://u:p@h/d${parameters}` });
    expect(database).toMatchObject({ url: `postgres://u:p@h/d${left}`, extra });
  });

  it.each([
    ['schema=app', 'the parameter schema, which Reprise does not know: use options=-csearch_path%3D<schema>'],
    ['currentSchema=app', 'the parameter currentSchema, which Reprise does not know: use options='],
    ['pgbouncer=true', 'the parameter pgbouncer, which Reprise does not know: leave it out'],
    ['__proto__=1', 'the parameter __proto__, which Reprise does not know'],
    ['sslmode=allow', 'the parameter sslmode, which must be disable or prefer or'],
    ['ssl=no', 'the parameter ssl, which must be true or false'],
    ['sslrootcert=/no/such/file', 'the parameter sslrootcert, which must name a file that can be read'],
    ['target_session_attrs=standby', 'the parameter target_session_attrs, which must be any or read-write'],
    ['client_encoding=LATIN1', 'the parameter client_encoding, which must be UTF8'],
    ['ssl=true&ssl=false', 'the parameter ssl twice'],
  ])('rejects unsupported PostgreSQL parameters: %s', (parameters, problem) => {
    expect(problemsOf({ ...KEY, DATABASE_URL: `postgres://u:hunter2@h/d?${parameters}` })).toEqual([
      expect.stringContaining(`DATABASE_URL postgres://u:***@h/d has ${problem}`),
    ]);
  });

  it.each(['postgres://u:p@a:1,b:2/d', 'postgres://u:p@a,b/d', 'sqlite:./x.db?mode=ro'])(
    'rejects an ambiguous URL: %s',
    (url) => expect(problemsOf({ ...KEY, DATABASE_URL: url })).toEqual([expect.stringMatching(/^DATABASE_URL /)]),
  );

  it('sets a timeout for every PostgreSQL query', () => {
    const { database } = readSettings({ ...KEY, DATABASE_URL: 'postgres://u:p@h/d' });
    const milliseconds = expect.any(Number) as number;
    expect(database.extra).toMatchObject({
      connectionTimeoutMillis: milliseconds,
      statement_timeout: milliseconds,
      query_timeout: milliseconds,
    });
  });

  it.each([
    'https://proxy.example/?tenant=a',
    'https://proxy.example/claude?',
    'https://proxy.example/#fragment',
    'https://proxy.example/claude#',
    'https://me:hunter2@proxy.example',
    'https://me@proxy.example',
    'https://:hunter2@proxy.example',
    'ftp://proxy.example',
    '//proxy.example',
  ])('rejects %s as the base URL of Claude without repeating it', (address) => {
    const problems = problemsOf({ ...KEY, ANTHROPIC_BASE_URL: address });
    expect(problems).toEqual([expect.stringMatching(/^ANTHROPIC_BASE_URL must /)]);
    expect(problems.join()).not.toMatch(/hunter2|proxy/);
  });

  it.each(['http://127.0.0.1:8080', 'https://proxy.example/claude', 'https://proxy.example/a@b/'])(
    'accepts %s as the base URL of Claude',
    (baseUrl) => expect(readSettings({ ...KEY, ANTHROPIC_BASE_URL: baseUrl }).claude).toMatchObject({ baseUrl }),
  );

  it('treats an empty variable as unset', () => {
    expect(readSettings({ ...KEY, PORT: '', CLAUDE_MODEL: ' ' })).toMatchObject({
      port: 3000,
      claude: { defaultModel: 'claude-sonnet-5-5' },
    });
  });
});
