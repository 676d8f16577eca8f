import { makeKey } from '../support/keys.js';
import { type Service, shareService, startService } from '../support/service.js';

const DAY_MS = 86_400_000;

const shared = shareService();

describe('a replay', () => {
  let service: Service;
  beforeEach(async () => void (service = await shared.newTenant()));

  const calls = async () => (await service.claude.stats()).messages;
  const history = async (user: string) => (await service.call('GET', `/history/${user}`).expect(200)).body.data;

  it('returns the stored row for the same request, without a call, a cost or a new row', async () => {
    const first = await service.analyze('alice', { text: 'once' }).expect(201);
    const again = await service.analyze('alice', { text: 'once' }).expect(200);
    expect(again.body).toEqual({ ...first.body, cached: true });
    expect(again.headers['cache-status']).toBe('reprise; hit; ttl=86400');
    expect(again.headers['location']).toBeUndefined();
    expect(await calls()).toBe(1);
    expect(await history('alice')).toHaveLength(1);
  });

  it('is possible up to and including 24 hours after the original answer, and not a millisecond longer', async () => {
    await service.analyze('alice', { text: 'once' }).expect(201);
    service.clock.advance(DAY_MS / 2);
    await service.analyze('alice', { text: 'once' }).expect(200);
    service.clock.advance(DAY_MS / 2);
    const edge = await service.analyze('alice', { text: 'once' }).expect(200);
    expect(edge.headers['cache-status']).toBe('reprise; hit; ttl=0');
    service.clock.advance(1);
    await service.analyze('alice', { text: 'once' }).expect(201);
    expect(await calls()).toBe(2);
  });

  it('never uses an answer from a clock far ahead, and limits the ttl of one from a clock slightly ahead', async () => {
    service.clock.advance(2 * DAY_MS);
    await service.analyze('alice', { text: 'once' }).expect(201);
    service.clock.advance(-2 * DAY_MS);
    for (const user of ['alice', 'bob']) await service.analyze(user, { text: 'once', metadata: { user } });
    expect(await calls()).toBe(2);

    service.clock.advance(30_000);
    await service.analyze('alice', { text: 'a little' }).expect(201);
    service.clock.advance(-30_000);
    const replay = await service.analyze('bob', { text: 'a little' }).expect(200);
    expect(replay.headers['cache-status']).toBe('reprise; hit; ttl=86400');
  });

  it('for another user expires with the original answer', async () => {
    await service.analyze('alice', { text: 'once' }).expect(201);
    service.clock.advance(DAY_MS - 1000);
    await service.analyze('bob', { text: 'once' }).expect(200);
    service.clock.advance(1001);
    await service.analyze('bob', { text: 'once' }).expect(201);
  });

  it('gives another user of the tenant a separate row', async () => {
    const alice = await service.analyze('alice', { text: 'shared', metadata: { of: 'alice' } }).expect(201);
    const bob = await service.analyze('bob', { text: 'shared', metadata: { of: 'bob' } }).expect(200);
    expect(bob.body).toEqual({ ...alice.body, id: bob.body.id, user_id: 'bob', cached: true, metadata: { of: 'bob' } });
    expect(bob.body.id).not.toBe(alice.body.id);
    expect((await service.analyze('bob', { text: 'shared' }).expect(200)).body.id).toBe(bob.body.id);
    expect(await calls()).toBe(1);
    expect((await history('bob')).map(({ id }: { id: string }) => id)).toEqual([bob.body.id]);
  });

  it('never crosses tenants, and no tenant waits for the call of another', async () => {
    const tenants = [service, await shared.newTenant()];
    for (const tenant of tenants) await tenant.analyze('alice', { text: 'once' }).expect(201);
    await service.claude.script([{ hold: 'gate', repeat: 2 }]);
    const asked = tenants.map((tenant) => tenant.analyze('alice', { text: 'at once' }).then(({ status }) => status));
    await service.claude.waitForInFlight(2);
    await service.claude.release('gate');
    expect(await Promise.all(asked)).toEqual([201, 201]);
    expect(await calls()).toBe(4);
  });

  it('never uses a deleted result, not even through the copy of another user', async () => {
    const alice = await service.analyze('alice', { text: 'gone' }).expect(201);
    await service.analyze('bob', { text: 'gone' }).expect(200);
    await service.call('DELETE', `/history/${alice.body.id}`).expect(204);
    const again = await service.analyze('alice', { text: 'gone' }).expect(201);
    expect(again.body.result).not.toBe(alice.body.result);
    expect(await history('bob')).toHaveLength(1);
  });

  it('is kept by its user when the original is deleted', async () => {
    const alice = await service.analyze('alice', { text: 'mine' }).expect(201);
    const bob = await service.analyze('bob', { text: 'mine' }).expect(200);
    await service.call('DELETE', `/history/${alice.body.id}`).expect(204);
    expect((await service.analyze('bob', { text: 'mine' }).expect(200)).body.id).toBe(bob.body.id);
    await service.call('GET', `/results/${bob.body.id}`).expect(200);
  });

  it('uses the newest answer after a `refresh`', async () => {
    const first = await service.analyze('alice', { text: 'fresh' }).expect(201);
    service.clock.advance(1);
    const second = await service.analyze('alice', { text: 'fresh', cache: 'refresh' }).expect(201);
    expect(second.headers['cache-status']).toBe('reprise; fwd=miss; stored');
    expect(second.body.result).not.toBe(first.body.result);
    expect((await service.analyze('alice', { text: 'fresh' }).expect(200)).body.id).toBe(second.body.id);
  });

  it('uses the later of two answers given in the same millisecond', async () => {
    await service.analyze('alice', { text: 'fresh' }).expect(201);
    const second = await service.analyze('alice', { text: 'fresh', cache: 'refresh' }).expect(201);
    expect((await service.analyze('alice', { text: 'fresh' }).expect(200)).body.id).toBe(second.body.id);
  });

  it('is neither used nor made possible by a request with cache: off', async () => {
    await service.analyze('alice', { text: 'direct' }).expect(201);
    const direct = await service.analyze('alice', { text: 'direct', cache: 'off' }).expect(201);
    expect(direct.headers['cache-status']).toBe('reprise; fwd=bypass');
    const other = await service.analyze('alice', { text: 'other', cache: 'off' }).expect(201);
    const later = await service.analyze('alice', { text: 'other' }).expect(201);
    expect(later.body.id).not.toBe(other.body.id);
    expect(await calls()).toBe(4);
  });

  it('is only for an identical request', async () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    };
    const requests = [
      { text: 'same' },
      { text: 'same ' },
      { text: 'Same' },
      { text: 'same', system: 'x' },
      { text: 'same', model: 'claude-opus-4-8' },
      { text: 'same', max_tokens: 4095 },
      { text: 'same', effort: 'high' },
      { text: 'same', schema },
      { text: 'e\u0301' },
      { text: '\u00e9' },
    ];
    for (const body of requests) await service.analyze('alice', body).expect(201);
    for (const body of requests) await service.analyze('alice', body).expect(200);
    expect(await calls()).toBe(requests.length);
  });

  it('is the same for a default value and the same value stated explicitly', async () => {
    await service.analyze('alice', { text: 'said' }).expect(201);
    await service
      .analyze('alice', { text: 'said', model: 'claude-sonnet-5-5', max_tokens: 4096, cache: 'use' })
      .expect(200);
  });

  it.each(['max_tokens', 'pause_turn', 'model_context_window_exceeded'])(
    'never uses an answer that stopped for %s',
    async (reason) => {
      await service.claude.script([{ stop_reason: reason, text: 'half an ans' }]);
      const first = await service.analyze('alice', { text: 'whole' }).expect(201);
      expect(first.headers['cache-status']).toBe('reprise; fwd=miss');
      await service.analyze('alice', { text: 'whole' }).expect(201);
    },
  );

  it.each([
    ['without a block', []],
    ['of blank text', [{ type: 'text', text: ' \n', citations: null }]],
    ['with thinking only', [{ type: 'thinking', thinking: 'Hm.', signature: 'sig==' }]],
  ])('never uses an empty answer, %s', async (_, content) => {
    await service.claude.script([{ content, stop_reason: 'end_turn' }]);
    expect((await service.analyze('alice', { text: 'fox' }).expect(201)).headers['cache-status']).toBe(
      'reprise; fwd=miss',
    );
    const { body } = await service.analyze('alice', { text: 'fox' }).expect(201);
    expect(body.result).not.toBe('');
  });

  it('may use an answer that ended at a stop sequence', async () => {
    await service.claude.script([{ stop_reason: 'stop_sequence', text: 'stopped' }]);
    await service.analyze('alice', { text: 'stop' }).expect(201);
    await service.analyze('alice', { text: 'stop' }).expect(200);
  });
});

describe('callers that act for one user', () => {
  const asUser = async (service: Service, userId: string, tenant = service.tenant ?? 'acme') =>
    service.as((await makeKey(service, 'user', { userId, tenant })).key);
  const linesOf = async (service: Service, user: string) =>
    (await service.call('GET', `/users/${user}/export`).buffer(true).expect(200)).text;

  it('cannot find out whether another user asked the same: each receives only its own answers', async () => {
    const service = await shared.newTenant();
    const [alice, bob] = [await asUser(service, 'alice'), await asUser(service, 'bob')];
    await alice.analyze('alice', { text: 'is the merger off?' }).expect(201);
    await service.analyze('carol', { text: 'and the other one?' }).expect(201);
    for (const text of ['is the merger off?', 'and the other one?', 'never asked before']) {
      const { body, headers } = await bob.analyze('bob', { text }).expect(201);
      expect([body.cached, headers['cache-status']]).toEqual([false, 'reprise; fwd=miss; stored']);
    }
    await bob.analyze('bob', { text: 'is the merger off?' }).expect(200);
    await service.analyze('carol', { text: 'never asked before' }).expect(201);
    const { body } = await bob.call('GET', '/users/bob/usage').expect(200);
    expect(body).toMatchObject({ calls: 3, replays: 1 });
  });

  it('do not wait for the call of another user', async () => {
    const service = await shared.newTenant();
    const [alice, bob] = [await asUser(service, 'alice'), await asUser(service, 'bob')];
    await service.claude.script([{ hold: 'gate', repeat: 2 }]);
    const asked = [alice.analyze('alice', { text: 'at once' }), bob.analyze('bob', { text: 'at once' })];
    const statuses = Promise.all(asked.map(async (request) => (await request).status));
    await service.claude.waitForInFlight(2);
    await service.claude.release('gate');
    expect(await statuses).toEqual([201, 201]);
  });

  it('do not find the id of the original answer in an export, although a service had it copied for them', async () => {
    const service = await shared.newTenant();
    const { body } = await service.analyze('alice', { text: 'shared' }).expect(201);
    await service.analyze('bob', { text: 'shared' }).expect(200);
    const bob = await asUser(service, 'bob');
    expect(await linesOf(bob, 'bob')).toContain('result.replayed');
    expect(await linesOf(bob, 'bob')).not.toContain(body.id);
    const { body: trail } = await service.call('GET', '/audit?action=result.replayed').expect(200);
    expect(trail.data).toMatchObject([{ detail: { source_id: body.id } }]);
  });

  it('share answers with CACHE_SCOPE=tenant', async () => {
    const service = await startService({ env: { AUTH_MODE: 'api-key', CACHE_SCOPE: 'tenant' } });
    const [alice, bob] = [await asUser(service, 'alice'), await asUser(service, 'bob')];
    await alice.analyze('alice', { text: 'shared' }).expect(201);
    await bob.analyze('bob', { text: 'shared' }).expect(200);
    await service.stop();
  });
});

describe('CACHE_SCOPE=user', () => {
  it('limits replays to the user of the original answer', async () => {
    const service = await startService({ env: { CACHE_SCOPE: 'user' } });
    await service.analyze('alice', { text: 'private' }).expect(201);
    await service.analyze('bob', { text: 'private' }).expect(201);
    await service.analyze('alice', { text: 'private' }).expect(200);
    await service.stop();
  });
});

describe('CACHE_TTL_SECONDS', () => {
  it('turns replays off at 0', async () => {
    const service = await startService({ env: { CACHE_TTL_SECONDS: '0' } });
    const first = await service.analyze('alice', { text: 'never' }).expect(201);
    expect(first.headers['cache-status']).toBe('reprise; fwd=miss');
    await service.analyze('alice', { text: 'never' }).expect(201);
    await service.stop();
  });

  it('sets how long an answer is replayed', async () => {
    const service = await startService({ env: { CACHE_TTL_SECONDS: '60' } });
    await service.analyze('alice', { text: 'short' }).expect(201);
    service.clock.advance(60_000);
    await service.analyze('alice', { text: 'short' }).expect(200);
    service.clock.advance(1);
    await service.analyze('alice', { text: 'short' }).expect(201);
    await service.stop();
  });
});

describe('two replicas on one database', () => {
  it("replay each other's answers, but no deleted ones", async () => {
    const [first, second] = await shared.newTenantAtTwo();
    const { body } = await first.analyze('alice', { text: 'both' }).expect(201);
    expect((await second.analyze('alice', { text: 'both' }).expect(200)).body.id).toBe(body.id);
    await second.call('DELETE', `/history/${body.id}`).expect(204);
    await first.call('GET', `/results/${body.id}`).expect(404);
    await first.analyze('alice', { text: 'both' }).expect(201);
  });
});
