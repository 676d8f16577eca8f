import { setImmediate as othersTurn } from 'node:timers/promises';
import { Subscription } from '../../src/locks/signals/lock-signals.js';
import { COUNTS } from '../support/counts.js';
import { type AnalysisJson, EventReader, type Target } from '../support/event-reader.js';
import { type Replicas, startReplicas } from '../support/replicas.js';
import { callsIn, callsOf, resultsOf } from '../support/stored-rows.js';
import { type Service, shareService } from '../support/service.js';

declare const DIALECT: 'sqlite' | 'postgres';
const onSqlite = DIALECT === 'sqlite' ? it : it.skip;

/** Long enough that a living process renews its lease in time, even with 100 requests at once. */
const LEASE_MS = '3000';
const ROUNDS = COUNTS.identicalRounds;
const AT_ONCE = 100;
const COLLAPSED = /^reprise; hit; ttl=\d+; collapsed$/;

interface Answer {
  readonly status: number;
  readonly cacheStatus: string | null;
  readonly body: AnalysisJson;
}

async function post(target: Target, user: string, body: object): Promise<Answer> {
  const { url, headers: credential } = typeof target === 'string' ? { url: target } : target;
  const headers = { 'content-type': 'application/json', ...credential };
  const answer = await fetch(`${url}/analyze/${user}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const cacheStatus = answer.headers.get('cache-status');
  return { status: answer.status, cacheStatus, body: (await answer.json()) as AnalysisJson };
}

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** Sorted, because the clock stands still and the calls of two services have the same time. */
const statusesOf = async (service: Service) => (await callsOf(service)).map(({ status }) => status).sort();

describe('identical requests at two services on one database', () => {
  const shared = shareService({ env: { CLAUDE_MAX_RETRIES: '0' } });
  let services: Service[];
  let waits: jest.SpyInstance;
  beforeEach(async () => {
    waits = jest.spyOn(Subscription.prototype, 'wait');
    // A SQLite database belongs to one process, so there is only one service.
    services = DIALECT === 'sqlite' ? [await shared.newTenant()] : await shared.newTenantAtTwo();
  });
  afterEach(() => waits.mockRestore());

  const service = (n = 0) => services[n % services.length] as Service;
  const ask = (n: number, user: string, body: object) => post(service(n), user, body);
  const messages = async () => (await service().claude.stats()).messages;
  const untilWaiting = async (count: number) => {
    while (waits.mock.calls.length < count) await othersTurn();
  };
  const inFlight = (n: number) => service().claude.waitForInFlight(n);

  // On PostgreSQL the test below does this with real processes.
  onSqlite(`make one call a round, and all get the same answer: 100 at once, ${ROUNDS} rounds`, async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const answers = await Promise.all(times(AT_ONCE, (n) => ask(n, 'alice', { text: `round ${round}` })));
      expect(await messages()).toBe(round);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      expect(new Set(answers.map(({ body }) => body.result)).size).toBe(1);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(AT_ONCE - 1);
    }
    const calls = await callsOf(service());
    expect(calls.map(({ status }) => status)).toEqual(times(ROUNDS, () => 'succeeded'));
    expect(await resultsOf(service())).toHaveLength(ROUNDS);
  });

  it('are marked `collapsed` if they waited for the call, but not if they came later', async () => {
    await service().claude.script([{ hold: 'gate' }]);
    const leader = ask(0, 'alice', { text: 'fox' });
    await inFlight(1);
    const waiters = times(10, (n) => ask(n, 'alice', { text: 'fox' }));
    await untilWaiting(10);
    await service().claude.release('gate');
    expect((await leader).cacheStatus).toBe('reprise; fwd=miss; stored');
    for (const waiter of waiters) expect((await waiter).cacheStatus).toMatch(COLLAPSED);
    expect((await ask(0, 'alice', { text: 'fox' })).cacheStatus).toBe('reprise; hit; ttl=86400');
  });

  it('leave one row for each user of the tenant, however often each asked', async () => {
    await service().claude.script([{ hold: 'gate' }]);
    const leader = ask(0, 'leader', { text: 'fox' });
    await inFlight(1);
    const users = ['alice', 'bob', 'carol', 'dave', 'erin'];
    const waiters = times(50, (n) => ask(n, users[n % 5] ?? '', { text: 'fox' }));
    await untilWaiting(50);
    await service().claude.release('gate');
    const { result } = (await leader).body;
    const answers = await Promise.all(waiters);
    for (const { body } of answers) expect(body).toMatchObject({ result, cached: true });
    answers.forEach(({ body }, n) => expect(body.user_id).toBe(users[n % 5]));
    const rows = await resultsOf(service());
    expect(rows.map(({ user_id }) => user_id).sort()).toEqual([...users, 'leader'].sort());
    expect(await messages()).toBe(1);
  });

  it('are taken over by exactly one waiting request when the call fails', async () => {
    await service().claude.script([{ hold: 'first', status: 500 }, { hold: 'second' }]);
    const all = times(20, (n) => ask(n, 'alice', { text: 'fox' }));
    await inFlight(1);
    await untilWaiting(19);
    await service().claude.release('first');
    await untilMessages(service(), 2);
    await service().claude.release('second');
    const answers = await Promise.all(all);
    expect(answers.map(({ status }) => status).sort()).toEqual([...times(18, () => 200), 201, 502]);
    expect(await service().claude.stats()).toMatchObject({ messages: 2, max_in_flight: 1 });
    expect(await statusesOf(service())).toEqual(['failed', 'succeeded']);
  });

  it('are taken over by exactly one waiting request when the leader aborts', async () => {
    await service().claude.script([{ hold: 'first', hold_after_events: 5 }, { hold: 'second' }]);
    const body = { text: 'fox', on_disconnect: 'abort' };
    const leader = await EventReader.open(service(), { body });
    const all = times(10, (n) => ask(n, 'alice', { text: 'fox' }));
    await untilWaiting(10);
    leader.leave();
    await untilMessages(service(), 2);
    await service().claude.release('second');
    const answers = await Promise.all(all);
    expect(answers.map(({ status }) => status).sort()).toEqual([...times(9, () => 200), 201]);
    expect(await statusesOf(service())).toEqual(['aborted', 'succeeded']);
  });

  it('do not queue behind an answer that must not be shared: the rest are sent at once', async () => {
    await service().claude.script([
      { hold: 'gate', stop_reason: 'max_tokens' },
      { hold: 'rest', stop_reason: 'max_tokens', repeat: 29 },
    ]);
    const all = times(30, (n) => ask(n, 'alice', { text: 'fox' }));
    await inFlight(1);
    await untilWaiting(29);
    await service().claude.release('gate');
    expect((await service().claude.waitForInFlight(29)).in_flight).toBe(29);
    await service().claude.release('rest');
    const answers = await Promise.all(all);
    for (const { status, body } of answers) expect([status, body.stop_reason]).toEqual([201, 'max_tokens']);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(30);
    expect(await messages()).toBe(30);
  });

  it('share one call again after an answer that must not be shared', async () => {
    await service().claude.script([{ stop_reason: 'max_tokens' }]);
    await ask(0, 'alice', { text: 'fox' });
    service().clock.advance(60_000);
    const answers = await Promise.all(times(10, (n) => ask(n, 'alice', { text: 'fox' })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await messages()).toBe(2);
  });

  it('each make a call with cache: off or cache: refresh', async () => {
    for (const cache of ['off', 'refresh']) {
      await service().claude.script([{ hold: cache, repeat: 10 }]);
      const all = times(10, (n) => ask(n, 'alice', { text: 'fox', cache }));
      await inFlight(10);
      await service().claude.release(cache);
      for (const { status } of await Promise.all(all)) expect(status).toBe(201);
    }
    expect(await messages()).toBe(20);
  });
});

const onPostgres = DIALECT === 'postgres' ? describe : describe.skip;

onPostgres('identical requests at two processes', () => {
  let replicas: Replicas;
  beforeAll(async () => void (replicas = await startReplicas(2, { LEASE_MS })));
  afterAll(() => replicas.stop());

  const url = (n: number) => replicas.urls[n % 2] ?? '';

  it(`make one call a round: 100 at once, ${ROUNDS} rounds`, async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const answers = await Promise.all(times(AT_ONCE, (n) => post(url(n), 'alice', { text: `round ${round}` })));
      expect((await replicas.claude.stats()).messages).toBe(round);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    }
    expect((await callsIn(replicas.database)).map(({ status }) => status)).toEqual(times(ROUNDS, () => 'succeeded'));
  });

  it('make at most two when the leader is killed, both in the journal', async () => {
    const before = (await callsIn(replicas.database)).length;
    await replicas.claude.script([{ hold: 'forever' }]);
    const lost = post(url(0), 'alice', { text: 'fox' }).catch(() => null);
    await replicas.claude.waitForInFlight(1);
    const waiters = times(50, () => post(url(1), 'alice', { text: 'fox' }));
    replicas.programs[0]?.kill('SIGKILL');
    const answers = await Promise.all(waiters);
    expect(await lost).toBeNull();
    expect(answers.map(({ status }) => status).sort()).toEqual([...times(49, () => 200), 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    await untilNonePending(replicas);
    const calls = (await callsIn(replicas.database)).slice(before);
    expect(calls.map(({ status }) => status)).toEqual(['interrupted', 'succeeded']);
    expect((await replicas.claude.stats()).messages).toBe(before + 2);
  });
});

/** Waits until Claude has received `count` requests. */
async function untilMessages({ claude }: Service, count: number): Promise<void> {
  while ((await claude.stats()).messages < count);
}

async function untilNonePending({ database }: Replicas): Promise<void> {
  while ((await callsIn(database)).some(({ status }) => status === 'pending'));
}
