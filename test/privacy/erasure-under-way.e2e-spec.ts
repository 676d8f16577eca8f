import { DataSource } from 'typeorm';
import { LockSignals } from '../../src/locks/signals/lock-signals.js';
import { LeaseKeeper } from '../../src/journal/index.js';
import { records } from '../support/audit.js';
import { dump, filesOf, placesOf } from '../support/dump.js';
import { close, erase, erasure, look, seal } from '../support/erasures.js';
import { EventReader } from '../support/event-reader.js';
import { until } from '../support/rows.js';
import { startService, type Service } from '../support/service.js';
import { callsOf, resultsOf } from '../support/stored-rows.js';
import { Talk } from '../support/talk.js';

const SECRET = 'zebrafinch';
const TEXT = `${SECRET} under way`;

describe('what is under way while its user is erased', () => {
  let service: Service;
  beforeEach(async () => (service = await startService()));
  afterEach(() => service.stop());

  /** Sends a request, erases its user while Claude thinks about it, and lets Claude answer. */
  async function eraseDuring<T>(send: () => Promise<T>, step: object = {}): Promise<{ answer: T; id: string }> {
    await service.claude.script([{ text: `${SECRET} answered`, ...step, hold: 'thinking' }]);
    const sent = send();
    await service.claude.waitForInFlight(1);
    const { id } = await erase(service);
    await service.claude.release('thinking');
    return { answer: await sent, id };
  }

  const analyze = async (more: object = {}, key = 'a-key') =>
    service.analyze('alice', { text: TEXT, ...more }).set('Idempotency-Key', key);
  const spent = async () => (await service.call('GET', '/usage?from=2026-01-01').expect(200)).body;
  const nothingIsLeft = async () => {
    expect(placesOf(SECRET, await dump(service.database))).toEqual([]);
    expect(filesOf(service.database)).not.toContain(SECRET);
  };

  it('is an analysis: it ends as 409 user_erased, is billed to nobody in particular, and is not stored', async () => {
    await service.call('PUT', '/budget').send({ limit_usd: '100', period: 'month' }).expect(200);
    const { answer, id } = await eraseDuring(analyze);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'user_erased' });
    const [call] = (await dump(service.database))['calls'] ?? [];
    expect(call).toMatchObject({ user_id: `erased:${id}`, status: 'succeeded', request_digest: '0'.repeat(64) });
    expect(Number(call?.['cost_pico_usd'])).toBeGreaterThan(0);
    const { body } = await service.call('GET', '/budget').expect(200);
    expect(body).toMatchObject({ reserved_usd: '0.000000' });
    expect(body.billed_usd).toBe((await spent()).billed_usd);
    expect(Number(body.billed_usd)).toBeGreaterThan(0);
    expect(await resultsOf(service)).toEqual([]);
    await nothingIsLeft();
  });

  it('keeps its room in the tenant’s budget until it ends', async () => {
    await service.call('PUT', '/budget').send({ limit_usd: '100', period: 'month' }).expect(200);
    await service.claude.script([{ hold: 'thinking' }]);
    const sent = analyze();
    await service.claude.waitForInFlight(1);
    const read = async () => (await service.call('GET', '/budget').expect(200)).body.reserved_usd;
    const before = await read();
    await erase(service);
    expect(await read()).toBe(before);
    expect(Number(before)).toBeGreaterThan(0);
    await service.claude.release('thinking');
    expect((await sent).status).toBe(409);
    expect(await read()).toBe('0.000000');
  });

  it('is a stream: it ends with the error as its last event', async () => {
    const { answer } = await eraseDuring(async () => {
      const reader = await EventReader.open(service.url, { body: { text: TEXT } });
      return reader.rest();
    });
    expect(answer.at(-1)).toMatchObject({ event: 'error', data: { problem: { code: 'user_erased', status: 409 } } });
    await nothingIsLeft();
  });

  it('is a stream that has begun: the same', async () => {
    await service.claude.script([{ text: 'one two three four five six', chunk_delay_ms: 100 }]);
    const reader = await EventReader.open(service.url, { body: { text: TEXT } });
    const begun = await reader.take(2);
    await erase(service);
    const events = [...begun, ...(await reader.rest())];
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['result.started', 'result.delta']));
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { problem: { code: 'user_erased' } } });
    await nothingIsLeft();
  });

  it('is remembered by no idempotency key: the same request asks anew', async () => {
    await eraseDuring(analyze);
    expect((await dump(service.database))['claims']).toEqual([]);
    service.clock.advance(1_000);
    const again = await analyze();
    expect(again.status).toBe(201);
    expect(again.headers).not.toHaveProperty('idempotent-replayed');
  });

  it('is a message: its conversation is gone, with what was said before', async () => {
    const talk = await Talk.begin(service, { title: SECRET });
    await talk.say(`${SECRET} before`);
    const { answer } = await eraseDuring(async () => talk.post(TEXT));
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'user_erased' });
    await service.call('GET', talk.path).expect(404);
    await talk.post('again').expect(404);
    await nothingIsLeft();
    expect((await callsOf(service)).every(({ status }) => status === 'succeeded')).toBe(true);
  });

  it('is a call that fails: it is not sent again', async () => {
    const { answer, id } = await eraseDuring(analyze, { status: 529 });
    expect(answer.body).toMatchObject({ code: 'user_erased' });
    expect((await service.claude.stats()).messages).toBe(1);
    const calls = (await dump(service.database))['calls'];
    expect(calls).toMatchObject([{ user_id: `erased:${id}`, status: 'failed' }]);
  });

  it('is shared with somebody else, who waits: that one asks for itself, at once', async () => {
    await service.claude.script([{ text: 'for alice', hold: 'thinking' }, { text: 'for bob' }]);
    const alice = analyze();
    await service.claude.waitForInFlight(1);
    const bob = (async () => service.analyze('bob', { text: TEXT }))();
    await until('bob waits', 5_000, () => waiting(service) > 0);
    await erase(service);
    const start = performance.now();
    expect((await bob).body).toMatchObject({ user_id: 'bob', result: 'for bob', cached: false });
    // Sooner than those who wait look again by themselves.
    expect(performance.now() - start).toBeLessThan(4_000);
    await service.claude.release('thinking');
    expect((await alice).status).toBe(409);
    expect(await resultsOf(service)).toMatchObject([{ user_id: 'bob' }]);
    expect((await service.analyze('bob', { text: TEXT })).body).toMatchObject({ cached: true });
  });

  it('was under way in a process that died: it is interrupted, and counts for nobody in particular', async () => {
    await service.analyze('alice', { text: 'done' }).expect(201);
    await service.app
      .get(DataSource)
      .query(`UPDATE calls SET status = 'pending', lease_holder = 'dead', lease_until = '2026-11-23T12:00:01.000Z'`);
    const { id } = await erase(service);
    service.clock.advance(60_000);
    await service.app.get(LeaseKeeper, { strict: false }).round();
    expect(await callsOf(service)).toMatchObject([{ status: 'interrupted' }]);
    const days = (await dump(service.database))['usage_days'] ?? [];
    expect(new Set(days.map(({ user_id }) => user_id))).toEqual(new Set(['', `erased:${id}`]));
  });

  it('leaves a record of how it ended, which names nobody before the erasure is closed', async () => {
    await service.claude.script([{ hold: 'thinking' }]);
    const sent = analyze();
    await service.claude.waitForInFlight(1);
    const { id } = await erase(service);
    // Longer than anything takes to be closed of which nothing is under way.
    await close(service);
    await close(service);
    expect((await erasure(service, id)).status).toBe('erased');
    await service.claude.release('thinking');
    expect((await sent).status).toBe(409);
    await records(service);
    await close(service);
    await close(service);
    const ended = (await records(service)).filter(({ outcome }) => outcome === 'user_erased');
    expect(ended).toMatchObject([{ action: 'result.created', user_id: null, request_id: null, salt: null }]);
    expect((await erasure(service, id)).status).toBe('closed');
    await seal(service);
    await look(service);
    expect(placesOf('alice', await dump(service.database))).toEqual([]);
  });
});

/** How many requests wait for another one. */
function waiting({ app }: Service): number {
  return (app.get<unknown>(LockSignals, { strict: false }) as { readonly ears: Map<string, unknown> }).ears.size;
}
