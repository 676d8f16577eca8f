import { DataSource } from 'typeorm';
import { makeKey, type TestKey } from '../support/keys.js';
import { type RawAnswer, sendRaw } from '../support/raw-request.js';
import { type Service, startService } from '../support/service.js';

const OWN = '/history/alice';
const SOME_ID = '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69';
const PUBLIC = ['GET /health/live', 'GET /health/ready', 'GET /metrics'];

type Headers = Record<string, string | string[]>;

describe('with AUTH_MODE=api-key', () => {
  let service: Service;
  let user: TestKey;
  let backend: TestKey;
  let admin: TestKey;
  beforeAll(async () => {
    service = await startService({ env: { AUTH_MODE: 'api-key' } });
    user = await makeKey(service, 'user', { userId: 'alice' });
    backend = await makeKey(service, 'service');
    admin = await makeKey(service, 'admin');
  });
  afterAll(() => service.stop());

  /** Sends headers exactly as given. */
  const raw = (headers: Headers, path = OWN, method = 'GET'): Promise<RawAnswer> =>
    sendRaw(service.url, { method, path, headers, body: null });

  const rowsOf = async () => {
    const db = service.app.get(DataSource);
    const tables = ['results', 'conversations', 'calls', 'claims', 'api_keys', 'budgets', 'user_preferences'];
    const counts = tables.map((table) => db.query(`SELECT count(*) AS n FROM ${table}`));
    return JSON.stringify([
      ...(await Promise.all(counts)),
      await db.query('SELECT id, role, revoked_at FROM api_keys'),
    ]);
  };

  it('every operation of the OpenAPI document requires authentication, except probes and metrics', async () => {
    const operations = Object.entries(service.document.paths).flatMap(([template, item]) =>
      Object.entries(item as Record<string, { security?: object[] }>).map(([method, { security }]) => ({
        method: method.toUpperCase() as 'GET',
        path: template.replace('{user_id}', 'alice').replace(/\{[a-z_]+\}/g, SOME_ID),
        name: `${method.toUpperCase()} ${template}`,
        isMarked: (security ?? []).length > 0,
      })),
    );
    expect(operations.length).toBeGreaterThan(15);
    const before = await rowsOf();
    const open: string[] = [];
    for (const { method, path, name, isMarked } of operations) {
      const { status, headers, body } = await service.call(method, path);
      if (status !== 401) open.push(name);
      else {
        expect([name, body.code, headers['www-authenticate']]).toEqual([
          name,
          'unauthenticated',
          'Bearer realm="reprise"',
        ]);
      }
      expect([name, isMarked]).toEqual([name, status === 401]);
    }
    expect(open.sort()).toEqual(PUBLIC);
    expect(await rowsOf()).toBe(before);
  });

  it('a key is accepted as a bearer token, with the scheme in any case, or as X-Api-Key', async () => {
    const ways: Headers[] = [
      { authorization: `Bearer ${user.key}` },
      { authorization: `bearer ${user.key}` },
      { authorization: `BEARER   ${user.key}` },
      { 'x-api-key': user.key },
      { authorization: `Bearer ${user.key}`, 'x-api-key': user.key },
    ];
    for (const headers of ways) {
      expect((await raw(headers)).status).toBe(200);
    }
  });

  it('anything but exactly one valid credential is the same 401, and changes nothing', async () => {
    const { key } = user;
    const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });
    const attacks: Record<string, Headers> = {
      'no credential': {},
      'an empty one': { authorization: '' },
      'a scheme only': { authorization: 'Bearer' },
      'a key only': { authorization: key },
      'another scheme': { authorization: `Basic ${Buffer.from(`user:${key}`).toString('base64')}` },
      'the right key, another scheme': { authorization: `Token ${key}` },
      'two credentials in one header': bearer(`${key}, Bearer ${backend.key}`),
      'a parameter': bearer(`${key}; role=admin`),
      'two Authorization headers': { authorization: [`Bearer ${key}`, `Bearer ${backend.key}`] },
      'twice the same one': { authorization: [`Bearer ${key}`, `Bearer ${key}`] },
      'an Authorization header of each kind': { authorization: [`Bearer ${key}`, 'Basic eDp5'] },
      'two keys in two headers': { ...bearer(key), 'x-api-key': backend.key },
      'two X-Api-Key headers': { 'x-api-key': [key, backend.key] },
      'a good key beside an empty one': { ...bearer(key), 'x-api-key': '' },
      'a good key beside another scheme': { authorization: 'Basic eDp5', 'x-api-key': key },
      'a key cut short': bearer(key.slice(0, -1)),
      'a key with one character changed': bearer(key.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
      'its hint': bearer(key.slice(0, 9)),
      'its id': bearer(user.id),
      'its digest': bearer((await digests())[0] ?? ''),
      SQL: { 'x-api-key': "rk_' OR '1'='1' --" },
      'SQL in a bearer token': { authorization: "Bearer rk_'; DELETE FROM api_keys; --" },
      'a wildcard': { 'x-api-key': 'rk_%' },
      JSON: { 'x-api-key': '{"$ne":null}' },
      'bytes that are not ASCII': { 'x-api-key': `${key}\xff` },
      '8 KB': bearer('x'.repeat(8_192)),
      'more than 8 KB': bearer(`${key}${'x'.repeat(8_192)}`),
      '8 KB of repeated valid keys': { 'x-api-key': key.repeat(140) },
      'a key of a header that proxies set': {
        'x-forwarded-user': 'admin',
        'x-forwarded-authorization': `Bearer ${key}`,
      },
      'a cookie': { cookie: `authorization=Bearer ${key}; key=${key}` },
    };
    const before = await rowsOf();
    const told = new Set<string>();
    for (const [name, headers] of Object.entries(attacks)) {
      const { status, text, headers: answer } = await raw(headers);
      expect([name, status]).toEqual([name, 401]);
      told.add(JSON.stringify([text, answer['www-authenticate']]));
    }
    expect(told.size).toBe(1);
    expect(await rowsOf()).toBe(before);
    expect((await raw({}, `${OWN}?access_token=${key}`)).status).toBe(401);
    expect((await raw({}, `${OWN}?key=${key}`)).status).toBe(401);
    expect((await raw(bearer(key))).status).toBe(200);
  });

  it('no notation of an address bypasses the guard', async () => {
    const { body } = await service.as(backend.key).analyze('alice', { text: 'a secret of alice' }).expect(201);
    const ways = [
      OWN,
      `${OWN}/`,
      `/${OWN}`,
      `/${OWN}//`,
      '//history//alice',
      '/./history/alice',
      '/x/../history/alice',
      '/history/%61lice',
      '/%68istory/alice',
      '/%2fhistory/alice',
      '/history%2falice',
      '/history/alice%00',
      '/%2e/history/alice',
      '/health/live/../../history/alice',
      '/health/live/%2e%2e/%2e%2e/history/alice',
      '/HISTORY/alice',
      '/history/alice;a=1',
      '/history/alice?',
      '/history/alice#x',
      '/docs/../history/alice',
      `${service.url}${OWN}`,
      `http://health.example/history/alice`,
      `/results/${body.id}/`,
      `/Results/${body.id}`,
      '/keys/',
      '//keys',
      '/KEYS',
      '/%6beys',
      '/metrics/../keys',
    ];
    for (const path of ways) {
      for (const method of ['GET', 'HEAD']) {
        const { status, text } = await raw({}, path, method);
        expect([method, path, [400, 401, 404].includes(status)]).toEqual([method, path, true]);
        expect(text).not.toContain('a secret of alice');
      }
    }
    for (const path of [OWN, `${OWN}/`, '/HISTORY/alice', '/keys/', '/KEYS', `/results/${body.id}/`])
      expect([path, (await raw({}, path, 'HEAD')).status]).toEqual([path, 401]);
    const override = {
      'x-http-method-override': 'GET',
      'x-original-url': '/health/live',
      'x-rewrite-url': '/health/live',
    };
    expect((await raw(override)).status).toBe(401);
  });

  it('the role of a caller cannot be changed by fields or headers of the request', async () => {
    const asUser = service.as(user.key);
    await asUser.call('GET', OWN).expect(200);
    for (const path of ['/history/bob', '/history/ALICE', '/conversations?user_id=bob'])
      expect((await asUser.call('GET', path).expect(404)).body.code).toBe('not_found');
    await asUser.analyze('bob', { text: 'fox' }).expect(404);
    await asUser.call('POST', '/conversations').send({ user_id: 'bob' }).expect(404);
    const claims = { 'x-role': 'admin', 'x-user-id': 'bob', 'x-tenant-id': 'other', role: 'admin' };
    await asUser.call('GET', '/keys').set(claims).expect(403);
    await asUser.call('GET', '/history/bob').set(claims).expect(404);
    await service.as(backend.key).call('GET', '/keys').set(claims).expect(403);
    await asUser.call('POST', '/keys').send({ role: 'admin' }).expect(403);
    await asUser.analyze('alice', { text: 'fox', role: 'admin' }).expect(400);
    await service
      .as(admin.key)
      .call('GET', '/history/bob')
      .expect(200, { data: [], has_more: false, next_cursor: null });
  });

  it('the OpenAPI document describes the authentication, and is public', async () => {
    const body = JSON.parse((await raw({}, '/openapi.json')).text);
    expect(body.components.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
      api_key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    });
    expect(body.paths['/keys'].get.security).toEqual([{ bearer: [] }, { api_key: [] }]);
    expect(body.paths['/health/live'].get.security).toEqual([]);
    expect((await raw({}, '/docs/')).status).toBe(200);
  });

  it('a key appears in no log, error or metric', async () => {
    const told: string[] = [];
    for (const { key } of [user, backend, admin, { key: `${user.key.slice(0, -1)}_` }]) {
      const ways: Headers[] = [{ authorization: `Bearer ${key}` }, { 'x-api-key': key }, { authorization: key }];
      for (const headers of ways) {
        for (const path of [OWN, '/keys', '/nowhere', '/history/%zz', '/history/alice?limit=0'])
          told.push((await raw(headers, path)).text);
        told.push((await raw({ ...headers, 'content-type': 'text/plain' }, '/conversations', 'POST')).text);
      }
    }
    told.push((await service.call('GET', '/metrics').expect(200)).text, service.log.join(''));
    for (const { key } of [user, backend, admin]) {
      expect(told.filter((text) => text.includes(key.slice(9, 40)))).toEqual([]);
    }
  });

  async function digests(): Promise<string[]> {
    const rows = await service.app.get(DataSource).query<{ digest: string }[]>('SELECT digest FROM api_keys');
    return rows.map(({ digest }) => digest);
  }
});

describe('on two replicas', () => {
  it('a key revoked on one replica is refused by the next request on the other', async () => {
    const env = { AUTH_MODE: 'api-key' };
    const here = await startService({ env });
    // On SQLite there is one process, which receives both requests.
    const isShared = here.database.dialect === 'postgres';
    const there = isShared ? await startService({ env, database: here.database, clock: here.clock }) : here;
    const admin = here.as((await makeKey(here, 'admin')).key);
    for (let round = 0; round < 10; round += 1) {
      const { id, key } = await makeKey(here, 'service');
      await there.as(key).call('GET', OWN).expect(200);
      await here.as(key).call('GET', OWN).expect(200);
      await admin.call('DELETE', `/keys/${id}`).expect(204);
      await there.as(key).call('GET', OWN).expect(401);
      await here.as(key).call('GET', OWN).expect(401);
    }
    if (isShared) await there.stop();
    await here.stop();
  });
});

describe('with AUTH_MODE=none', () => {
  it('every request is accepted, credentials are ignored, and the document requires none', async () => {
    const service = await startService();
    await service.call('GET', OWN).expect(200);
    await service.as('rk_whatever').call('GET', OWN).expect(200);
    expect(service.document.paths['/keys']?.get?.security).toEqual([{}, { bearer: [] }, { api_key: [] }]);
    expect(Object.keys(service.document.components?.securitySchemes ?? {})).toEqual(['bearer', 'api_key']);
    await service.stop();
  });
});
