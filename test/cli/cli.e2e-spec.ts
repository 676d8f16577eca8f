import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { answerOf, reprise, repriseProcess } from '../support/cli.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { masterKey } from '../support/master-key.js';
import { HAS_REDIS, OwnRedis } from '../support/own-redis.js';
import { newApiKey, simulatorUrl, startService } from '../support/service.js';

const KEY = /^rk_[0-9A-Za-z]{49}$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NO_SUCH_ID = '01a206f7-c6d0-7377-9497-d80f52ca69f6';

describe('the usage of reprise', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createDatabase()));
  afterAll(() => database.drop());

  it.each([
    [['--help'], /Commands:\s+keys .*migrate .*doctor /s],
    [
      ['keys', 'create', '--help'],
      /--tenant .*--role .*--user .*--expires .*Example:\n {2}\$ reprise keys create --tenant/s,
    ],
    [['usage', '--help'], /--user .*--group-by .*Example:/s],
    [['migrate', '--help'], /--status .*Example:/s],
    [['audit', 'verify', '--help'], /--export .*--public-key .*--mirror .*Example:/s],
    [['doctor', '--help'], /Example:.*Exit code: 0 success, 1 problems found or failure, 2 wrong usage/s],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ])('is printed by %p', async (args, text) => {
    expect(await reprise({}, ...args)).toEqual({ code: 0, stdout: expect.stringMatching(text), stderr: '' });
  });

  it.each([
    [[], /Usage: reprise/],
    [['kyes'], /unknown command 'kyes'/],
    [['keys'], /Usage: reprise keys/],
    [['keys', 'list', '--tenant'], /--tenant <tenant>' argument missing/],
    [['keys', 'list', '--jsn'], /unknown option '--jsn'.*\n.*--json/],
    [['keys', 'create', '--tenant', 'acme'], /required option '--role <role>'/],
    [['keys', 'create', '--tenant', 'acme', '--role', 'boss'], /Allowed choices are admin, service, user/],
    [['keys', 'create', '--tenant', 'a b', '--role', 'admin'], /1–128 characters/],
    [['keys', 'create', '--tenant', 'acme', '--role', 'user'], /--role user requires --user/],
    [['keys', 'create', '--tenant', 'acme', '--role', 'admin', '--user', 'al'], /--role user requires --user/],
    [['keys', 'create', '--tenant', 'acme', '--role', 'admin', '--expires', 'soon'], /such as 90d, 12h or 30m/],
    [['keys', 'revoke', 'no-id'], /reprise keys list/],
    [['usage', '--from', 'yesterday'], /such as 2026-11-01/],
    [['usage', '--group-by', 'week'], /Allowed choices are day, model, user, kind/],
    [['usage', '--from', '2026-11-02', '--to', '2026-11-01'], /to must be later than from/],
    [['migrate', 'now'], /too many arguments/],
  ])('is corrected with exit code 2 for %p', async (args, text) => {
    expect(await reprise({ DATABASE_URL: database.url }, ...args)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(text),
    });
  });
});

describe('reprise', () => {
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeEach(async () => {
    database = await createDatabase();
    env = { DATABASE_URL: database.url };
  });
  afterEach(() => database.drop());

  it('writes only its answer to standard output, and exits with the code of the outcome', async () => {
    const [told, made, failed, refused] = await Promise.all([
      repriseProcess({}, '--version'),
      repriseProcess(env, 'keys', 'create', '--tenant', 'acme', '--role', 'admin', '--json'),
      repriseProcess(env, 'keys', 'revoke', NO_SUCH_ID),
      repriseProcess({}, 'kyes'),
    ]);
    expect(told).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made.stdout)).toMatchObject({ tenant: 'acme', key: expect.stringMatching(KEY) });
    expect(failed).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^error: there is no API key/) });
    expect(refused).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/unknown command 'kyes'/) });
  });

  describe('keys', () => {
    it('makes a key that the service accepts, shows it once, and revokes it with immediate effect', async () => {
      const bound = ['--role', 'user', '--user', 'alice', '--expires', '90d'];
      const made = await answerOf(env, 'keys', 'create', '--tenant', 'acme', ...bound);
      expect(made).toEqual({
        id: expect.stringMatching(ID),
        key: expect.stringMatching(KEY),
        tenant: 'acme',
        role: 'user',
        user: 'alice',
        expires_at: expect.stringMatching(/Z$/),
      });
      const service = await startService({ database, env: { AUTH_MODE: 'api-key' } });
      const ask = () => service.call('GET', '/history/alice').set('Authorization', `Bearer ${made.key}`);
      await ask().expect(200);
      const { data } = await answerOf(env, 'keys', 'list');
      expect(data).toMatchObject([{ id: made.id, tenant: 'acme', role: 'user', user: 'alice', revoked_at: null }]);
      expect(JSON.stringify(data)).not.toContain(made.key);
      expect(await answerOf(env, 'keys', 'revoke', made.id)).toEqual({ id: made.id, tenant: 'acme', revoked: true });
      await ask().expect(401);
      expect((await answerOf(env, 'keys', 'list')).data[0].revoked_at).toMatch(/Z$/);
      await service.stop();
    });

    it('lists the keys of every tenant or of one, as JSON or as a table', async () => {
      const first = await answerOf(env, 'keys', 'create', '--tenant', 'acme', '--role', 'admin');
      const second = await answerOf(env, 'keys', 'create', '--tenant', 'globex', '--role', 'service');
      const ids = async (...args: string[]) => {
        const { data } = await answerOf(env, 'keys', 'list', ...args);
        return data.map(({ id }: { id: string }) => id);
      };
      expect(await ids()).toEqual([second.id, first.id]);
      expect(await ids('--tenant', 'acme')).toEqual([first.id]);
      expect(await ids('--tenant', 'initech')).toEqual([]);
      const { stdout } = await reprise(env, 'keys', 'list');
      expect(stdout).toMatch(/^id +hint +tenant +role +user .*\n.* globex +service +– .*\n.* acme +admin +– .*\n$/);
    });

    it('exits with 1 if there is no such key', async () => {
      const { code, stdout, stderr } = await reprise(env, 'keys', 'revoke', NO_SUCH_ID, '--json');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^error: there is no API key with this id.*\n$/);
    });

    it('works with the API_KEY_SECRET of the service, and reports a different one', async () => {
      const secret = { API_KEY_SECRET: 's'.repeat(32) };
      const { key } = await answerOf({ ...env, ...secret }, 'keys', 'create', '--tenant', 'acme', '--role', 'admin');
      const statusWith = async (settings: Record<string, string>) => {
        const service = await startService({ database, env: { AUTH_MODE: 'api-key', ...settings } });
        const { status } = await service.call('GET', '/history/alice').set('Authorization', `Bearer ${key}`);
        await service.stop();
        return status;
      };
      expect([await statusWith(secret), await statusWith({})]).toEqual([200, 401]);
      const wrong = await reprise({ ...env, API_KEY_SECRET: 'short' }, 'keys', 'list');
      expect(wrong).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^error: API_KEY_SECRET .*\n$/) });
    });
  });

  describe('migrate', () => {
    it('reports pending migrations, runs them, and reports that none are left', async () => {
      const empty = await createDatabase({ isEmpty: true });
      const env = { DATABASE_URL: empty.url };
      const before = await reprise(env, 'migrate', '--status', '--json');
      expect(before.code).toBe(1);
      const { pending, migrations } = JSON.parse(before.stdout);
      expect(pending).toContain('CreateResults1763856000000');
      expect(migrations).toHaveLength(pending.length);
      expect(await reprise({ ...env, DATABASE_MIGRATE: 'false' }, 'keys', 'list')).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^error: (migrations are pending|.* is not there): .*`reprise migrate`.*\n$/),
      });
      expect(await answerOf(env, 'migrate')).toEqual({ run: pending });
      expect(await answerOf(env, 'migrate')).toEqual({ run: [] });
      const after = await reprise(env, 'migrate', '--status');
      expect(after).toMatchObject({ code: 0, stdout: expect.stringMatching(/^(run {2}\w+\n)+$/) });
      await empty.drop();
    });

    it('is not required first: a command migrates as the start of the service would', async () => {
      const empty = await createDatabase({ isEmpty: true });
      const args = ['keys', 'create', '--tenant', 'acme', '--role', 'admin'];
      expect(await answerOf({ DATABASE_URL: empty.url }, ...args)).toMatchObject({ tenant: 'acme' });
      await empty.drop();
    });
  });

  describe('usage', () => {
    it('is the same as the service reports', async () => {
      const service = await startService({ database });
      for (const text of ['one', 'two', 'two']) await service.analyze('alice', { text });
      await service.analyze('bob', { text: 'three' });
      const since = ['--from', '2026-11-01'];
      const asked = async (path: string) => (await service.call('GET', path).expect(200)).body;
      const alice = await answerOf(env, 'usage', '--user', 'alice', ...since, '--group-by', 'day');
      expect(alice).toEqual(await asked('/users/alice/usage?from=2026-11-01&group_by=day'));
      expect(alice).toMatchObject({ user_id: 'alice', requests: 3, replays: 1, data: [{ requests: 3 }] });
      const all = await answerOf(env, 'usage', ...since);
      expect(all).toEqual(await asked('/usage?from=2026-11-01'));
      expect(all).toMatchObject({ requests: 4, replays: 1 });
      expect(await answerOf(env, 'usage', '--tenant', 'acme', ...since)).toMatchObject({ requests: 0 });
      const { stdout } = await reprise(env, 'usage', ...since, '--group-by', 'user');
      expect(stdout).toMatch(
        /^from +2026-11-01T.*\nrequests +4\n.*\n\nuser_id +requests .*\nalice +3 +1 .*\nbob +1 +0 .*\n$/s,
      );
      await service.stop();
    });
  });

  describe('encryption status', () => {
    it('counts the data keys of each master key, and exits with 1 while a master key is missing', async () => {
      const [a, b] = [masterKey('a'), masterKey('b')];
      expect(await answerOf(env, 'encryption', 'status')).toEqual({ enabled: false, keys: [] });
      const service = await startService({ database, env: { ENCRYPTION_KEYS: a } });
      await service.analyze('ann', { text: 'hello' }).expect(201);
      await service.stop();

      // The data keys of the user and of the tenant.
      expect(await answerOf({ ...env, ENCRYPTION_KEYS: `${b},${a}` }, 'encryption', 'status')).toEqual({
        enabled: true,
        keys: [
          { name: 'b', state: 'first', data_keys: 0 },
          { name: 'a', state: 'kept', data_keys: 2 },
        ],
        strict: false,
        unsealed: ['results', 'messages', 'conversations', 'user_preferences', 'claims'].map((name) => ({
          table: name,
          plain: 0,
          old_format: 0,
        })),
      });
      const { stdout: checked } = await reprise({ ...env, ENCRYPTION_KEYS: a }, 'doctor');
      expect(checked).toMatch(/ok +sealed +every row is sealed: set ENCRYPTION_STRICT=true/);
      for (const keys of [b, masterKey('a'), '']) {
        const { code, stdout } = await reprise({ ...env, ENCRYPTION_KEYS: keys }, 'encryption', 'status');
        expect([code, stdout]).toEqual([1, expect.stringMatching(/missing +a +2 data keys/)]);
      }
      const { stdout } = await reprise({ ...env, ENCRYPTION_KEYS: b }, 'doctor');
      expect(stdout).toMatch(/fault +encryption +master key a is missing, but wraps 2 data keys/);
    });
  });

  describe('doctor', () => {
    let claude: Record<string, string>;
    beforeEach(() => {
      claude = { ...env, ANTHROPIC_API_KEY: newApiKey(), ANTHROPIC_BASE_URL: simulatorUrl() };
    });
    const examine = async (settings: Record<string, string>) => {
      const { code, stdout, stderr } = await reprise(settings, 'doctor', '--json');
      expect(stderr).toBe('');
      const { ok, checks } = JSON.parse(stdout);
      expect(code).toBe(ok ? 0 : 1);
      return { ok, checks: Object.fromEntries(checks.map((check: { name: string }) => [check.name, check])), stdout };
    };

    it('reports no problem for a service that can start', async () => {
      const { ok, checks } = await examine(claude);
      expect(ok).toBe(true);
      expect(Object.keys(checks)).toEqual(['settings', 'database', 'schema', 'claude']);
      const { stdout } = await reprise(claude, 'doctor');
      expect(stdout).toMatch(/^ok {2}settings +\S.*\nok {2}database +\S.*\nok {2}schema +\S.*\nok {2}claude +\S.*\n$/);
    });

    it('names every invalid setting, checks everything else, and repeats no secret', async () => {
      const { code, stdout } = await reprise({ ...env, PORT: 'x', REDIS_URL: 'http://hunter2@h' }, 'doctor');
      expect(code).toBe(1);
      for (const name of ['PORT', 'REDIS_URL', 'ANTHROPIC_API_KEY'])
        expect(stdout).toMatch(new RegExp(`^fault +settings +${name} `, 'm'));
      expect(stdout).toMatch(/^ok +database /m);
      expect(stdout).not.toContain('hunter2');
    });

    it('reports an outdated schema, and whether the next start would migrate it', async () => {
      if (database.dialect === 'sqlite') return;
      const client = new Client({ connectionString: database.url });
      await client.connect();
      await client.query("DELETE FROM migrations WHERE name LIKE 'CreateRateLimits%'");
      expect((await examine(claude)).checks['schema'].detail).toContain('the next start of the service runs them');
      const { ok, checks } = await examine({ ...claude, DATABASE_MIGRATE: 'false' });
      expect(ok).toBe(false);
      expect(checks['schema'].detail).toContain('run `reprise migrate`');
      await client.query("INSERT INTO migrations (timestamp, name) VALUES (1, 'OfTomorrow1')");
      expect((await examine(claude)).checks['schema']).toMatchObject({
        ok: false,
        detail: expect.stringContaining('newer version'),
      });
      await client.end();
    });

    it('reports a database, a Claude, a Redis and a login server that do not answer, without passwords', async () => {
      const { ok, checks, stdout } = await examine({
        DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x',
        DATABASE_MIGRATE: 'true',
        ANTHROPIC_API_KEY: 'hunter2',
        ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
        RATE_LIMIT_REQUESTS: '5',
        REDIS_URL: 'redis://me:hunter2@127.0.0.1:1',
        AUTH_MODE: 'jwt',
        AUTH_JWKS_URL: 'http://127.0.0.1:1/keys',
        AUTH_ISSUER: 'i',
        AUTH_AUDIENCE: 'a',
      });
      expect(ok).toBe(false);
      for (const name of ['database', 'claude', 'redis', 'login']) expect(checks[name].ok).toBe(false);
      expect(checks['database'].detail).toContain('DATABASE_URL names a database that does not answer (ECONNREFUSED)');
      expect(stdout).not.toContain('hunter2');
    });

    it('reports an API key that Claude refuses, and an unknown model', async () => {
      const { checks } = await examine({ ...claude, CLAUDE_MODEL: 'claude-unknown' });
      expect(checks['claude']).toMatchObject({ ok: false, detail: expect.stringContaining('CLAUDE_MODEL') });
    });

    it('distinguishes a login server that publishes keys from one that does not', async () => {
      const login = await serve({ '/keys': '{"keys":[{"kty":"OKP"}]}', '/other': '{}', '/page': '<html>' });
      const at = (path: string) => ({
        ...claude,
        AUTH_MODE: 'jwt',
        AUTH_ISSUER: 'i',
        AUTH_AUDIENCE: 'a',
        AUTH_JWKS_URL: `http://127.0.0.1:${(login.address() as AddressInfo).port}${path}`,
      });
      expect((await examine(at('/keys'))).checks['login'].ok).toBe(true);
      for (const path of ['/other', '/page', '/none']) expect((await examine(at(path))).checks['login'].ok).toBe(false);
      login.close();
    });

    (HAS_REDIS ? it : it.skip)('finds a Redis that answers (needs redis-server)', async () => {
      const redis = await OwnRedis.start();
      const { checks } = await examine({ ...claude, RATE_LIMIT_REQUESTS: '5', REDIS_URL: redis.url });
      expect(checks['redis'].ok).toBe(true);
      await redis.stop();
    });
  });

  it('reports a database that does not answer in one line, without its password', async () => {
    const away = { DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x' };
    for (const args of [['keys', 'list'], ['migrate'], ['migrate', '--status']]) {
      expect(await reprise(away, ...args)).toEqual({
        code: 1,
        stdout: '',
        stderr: 'error: DATABASE_URL names a database that does not answer (ECONNREFUSED)\n',
      });
    }
  });
});

async function serve(pages: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer(({ url = '' }, reply) => {
    const page = pages[url];
    reply.writeHead(page === undefined ? 404 : 200, { connection: 'close' }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
