import { DataSource } from 'typeorm';
import { Lifetime } from '../../src/common/index.js';
import { answerOf, reprise } from '../support/cli.js';
import { makeKey } from '../support/keys.js';
import { walk } from '../support/pages.js';
import { type Service, shareService, startService } from '../support/service.js';

const SECRET = 'a secret of more than 32 characters';
const DAY_MS = 86_400_000;

const LAST_USE_FAILS = {
  sqlite: "CREATE TRIGGER unused BEFORE UPDATE OF last_used_at ON api_keys BEGIN SELECT RAISE(ABORT, 'no'); END",
  postgres: 'ALTER TABLE api_keys ADD CONSTRAINT unused CHECK (last_used_at IS NULL)',
};

interface KeyJson {
  readonly id: string;
  readonly [field: string]: unknown;
}

describe('API keys', () => {
  const env = { AUTH_MODE: 'api-key', API_KEY_SECRET: SECRET };
  const shared = shareService({ env });
  let service: Service;
  let admin: Service;
  let other: string;
  beforeEach(async () => {
    admin = service = await shared.newTenant();
    other = `other-than-${service.tenant}`;
  });

  const create = (body: object) => admin.call('POST', '/keys').send(body);
  const list = async (as: Service): Promise<KeyJson[]> => (await walk<KeyJson>(as, '/keys?limit=2')).rows;

  it('are shown only once, when they are made', async () => {
    const { body, headers } = await create({ role: 'user', user_id: 'alice', expires_at: '2026-12-01' }).expect(201);
    expect(body).toEqual({
      id: expect.any(String) as string,
      key: expect.stringMatching(/^rk_[0-9A-Za-z]{49}$/) as string,
      hint: body.key.slice(0, 9),
      tenant: service.tenant,
      role: 'user',
      user: 'alice',
      created_at: '2026-11-23T12:00:00.000Z',
      expires_at: '2026-12-01T00:00:00.000Z',
      unconfirmed_since: null,
    });
    expect(headers['cache-control']).toBe('no-store');
    const { key, ...shown } = body;
    const [listed] = await list(admin);
    expect(listed).toEqual({ ...shown, revoked_at: null, last_used_at: null });
    const stored = JSON.stringify(await service.app.get(DataSource).query('SELECT * FROM api_keys'));
    expect(stored).toContain(body.hint);
    expect(stored).not.toContain(key.slice(9, 46));
    expect(service.log.join('')).not.toContain(key.slice(9, 46));
  });

  it.each([
    [{ role: 'user' }, 'user_id'],
    [{ role: 'admin', user_id: 'alice' }, 'user_id'],
    [{ role: 'service', user_id: 'alice' }, 'user_id'],
    [{ role: 'user', user_id: 'a b' }, 'user_id'],
    [{ role: 'user', user_id: '.' }, 'user_id'],
    [{ role: 'root' }, 'role'],
    [{ role: ['admin'] }, 'role'],
    [{}, 'role'],
    [{ role: 'service', expires_at: '2026-11-23T12:00:00Z' }, 'expires_at'],
    [{ role: 'service', expires_at: '9999-12-31T23:59:59-23:59' }, 'expires_at'],
    [{ role: 'service', expires_at: 1764072000 }, 'expires_at'],
    [{ role: 'service', tenant: 'other' }, 'tenant'],
    [{ role: 'service', tenant_id: 'other' }, 'tenant_id'],
    [{ role: 'service', id: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69' }, 'id'],
    [{ role: 'service', revoked_at: null }, 'revoked_at'],
  ])('are not made from %j', async (body, field) => {
    const { body: problem } = await create(body).expect(400);
    expect(problem.errors.map((error: { field: string }) => error.field)).toEqual([field]);
    expect(await list(admin)).toHaveLength(1);
  });

  it('are listed newest first, in pages, for their own tenant only', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      service.clock.advance(n % 2);
      made.unshift((await create({ role: 'service' }).expect(201)).body.id);
    }
    const stranger = service.as((await makeKey(service, 'admin', { tenant: other })).key);
    expect((await list(admin)).slice(0, 5).map(({ id }) => id)).toEqual(made);
    expect(await list(stranger)).toHaveLength(1);
  });

  it('are revoked with immediate effect, can be revoked twice, and stay on the list', async () => {
    const { body } = await create({ role: 'service' }).expect(201);
    const holder = service.as(body.key);
    await holder.call('GET', '/history/alice').expect(200);
    service.clock.advance(1);
    await admin.call('DELETE', `/keys/${body.id}`).expect(204);
    await holder.call('GET', '/history/alice').expect(401);
    service.clock.advance(DAY_MS);
    await admin.call('DELETE', `/keys/${body.id}`).expect(204);
    const [revoked] = await list(admin);
    expect(revoked).toMatchObject({ id: body.id, revoked_at: '2026-11-23T12:00:00.001Z' });
  });

  it('of another tenant cannot be revoked, and are answered like missing ones', async () => {
    const foreign = await makeKey(service, 'service', { tenant: other });
    const missing = '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69';
    const answers = [];
    for (const id of [foreign.id, missing]) {
      const { body } = await admin.call('DELETE', `/keys/${id}`).expect(404);
      answers.push({ ...body, instance: null });
    }
    expect(answers[0]).toEqual(answers[1]);
    await service.as(foreign.key).call('GET', '/history/alice').expect(200);
  });

  it('of a user whose name is no longer a valid id are refused', async () => {
    const { body } = await create({ role: 'user', user_id: 'alice' }).expect(201);
    const dataSource = service.app.get(DataSource);
    await dataSource.query(`UPDATE api_keys SET user_id = '..' WHERE id = '${body.id}'`);
    await service.as(body.key).call('GET', `/conversations/${body.id}`).expect(401);
  });

  it('are valid until the instant at which they expire', async () => {
    const { key } = await makeKey(service, 'service', { expiresAt: new Date(service.clock.now().getTime() + 1_000) });
    const holder = service.as(key);
    await holder.call('GET', '/history/alice').expect(200);
    service.clock.advance(999);
    await holder.call('GET', '/history/alice').expect(200);
    service.clock.advance(1);
    await holder.call('GET', '/history/alice').expect(401);
  });

  it('report when they were last used, to the minute', async () => {
    const { key, id } = await makeKey(service, 'service');
    const lastUsed = async () => {
      await service.app.get(Lifetime, { strict: false }).whenIdle();
      return (await list(admin)).find((row) => row.id === id)?.['last_used_at'];
    };
    const use = () => service.as(key).call('GET', '/history/alice').expect(200);
    expect(await lastUsed()).toBeNull();
    service.clock.advance(59_999);
    await Promise.all([use(), use(), use()]);
    expect(await lastUsed()).toBe('2026-11-23T12:00:00.000Z');
    service.clock.advance(1);
    await use();
    expect(await lastUsed()).toBe('2026-11-23T12:01:00.000Z');
  });

  it('are valid although their last use cannot be stored, which is logged', async () => {
    const service = await startService({ env });
    const { key, id } = await makeKey(service, 'service');
    await service.app.get(DataSource).query(LAST_USE_FAILS[service.database.dialect]);
    for (let n = 0; n < 3; n += 1) await service.as(key).call('GET', '/history/alice').expect(200);
    await service.app.get(Lifetime, { strict: false }).whenIdle();
    expect(service.log.join('')).toContain(`the last use of the API key ${id} could not be written`);
    await service.stop();
  });

  it('are invalid under another secret, and valid again under their own', async () => {
    const { key } = await makeKey(service, 'service');
    const with_ = async (secret: Record<string, string>) => {
      const another = await startService({ database: service.database, env: { AUTH_MODE: 'api-key', ...secret } });
      const { status } = await another.as(key).call('GET', '/history/alice');
      await another.stop();
      return status;
    };
    expect(await with_({ API_KEY_SECRET: `${SECRET}.` })).toBe(401);
    expect(await with_({})).toBe(401);
    expect(await with_({ API_KEY_SECRET: SECRET })).toBe(200);
  });

  it('are managed by administrators only', async () => {
    const { body: victim } = await create({ role: 'service' }).expect(201);
    for (const role of ['service', 'user'] as const) {
      const { key } = await makeKey(service, role, { userId: role === 'user' ? 'alice' : null });
      const holder = service.as(key);
      for (const [method, path] of [
        ['POST', '/keys'],
        ['GET', '/keys'],
        ['DELETE', `/keys/${victim.id}`],
      ] as const) {
        const { body } = await holder
          .call(method, path)
          .send(method === 'POST' ? { role: 'admin' } : {})
          .expect(403);
        expect(body.code).toBe('forbidden');
      }
    }
    await service.as(victim.key).call('GET', '/history/alice').expect(200);
    expect(await list(admin)).toHaveLength(4);
  });
});

describe('API keys with AUTH_MODE=none', () => {
  it('can be made before the mode is switched, and are valid once the operator has confirmed them', async () => {
    const before = await startService();
    const { body } = await before.call('POST', '/keys').send({ role: 'admin' }).expect(201);
    expect(body).toMatchObject({ tenant: 'default', unconfirmed_since: '2026-11-23T12:00:00.000Z' });
    const env = { DATABASE_URL: before.database.url };
    const { key } = await answerOf(env, 'keys', 'create', '--tenant', 'default', '--role', 'admin');
    const after = await startService({ database: before.database, env: { AUTH_MODE: 'api-key' } });
    const unconfirmed = async () => {
      const { rows } = await walk<KeyJson>(after.as(key), '/keys');
      return rows.filter(({ unconfirmed_since }) => unconfirmed_since !== null).map(({ id }) => id);
    };
    await after.call('GET', '/keys').expect(401);
    await after.as(body.key).call('GET', '/keys').expect(401);
    expect(await unconfirmed()).toEqual([body.id]);

    expect(await answerOf(env, 'keys', 'confirm', body.id)).toEqual({
      id: body.id,
      tenant: 'default',
      confirmed: true,
    });

    await after.as(body.key).call('GET', '/keys').expect(200);
    expect(await unconfirmed()).toEqual([]);
    const { body: made } = await after.as(body.key).call('POST', '/keys').send({ role: 'service' }).expect(201);
    expect(made.unconfirmed_since).toBeNull();
    await answerOf(env, 'keys', 'revoke', body.id);
    expect(await reprise(env, 'keys', 'confirm', body.id)).toMatchObject({ code: 1 });
    await after.as(body.key).call('GET', '/keys').expect(401);
    await after.stop();
    await before.stop();
  });
});
