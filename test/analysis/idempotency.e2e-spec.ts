import { createDatabase } from '../support/database.js';
import { type AnalysisJson, completedOf, EventReader, problemOf, shapeOf, textOf } from '../support/event-reader.js';
import { sendRaw } from '../support/raw-request.js';
import { newApiKey, type Service, shareService, startService } from '../support/service.js';
import { callsOf, resultsOf } from '../support/stored-rows.js';

const HOUR_MS = 3_600_000;
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

describe('an idempotency key', () => {
  const shared = shareService({ env: { CLAUDE_MAX_RETRIES: '0' } });
  let service: Service;
  beforeEach(async () => void (service = await shared.newTenant()));

  const ask = (key: string, body: object, user = 'alice') => service.analyze(user, body).set('Idempotency-Key', key);
  const stream = (key: string, body: object) =>
    EventReader.open(service, { body, headers: { 'idempotency-key': key } });
  const messages = async () => (await service.claude.stats()).messages;

  it.each(['use', 'refresh', 'off'])(
    'returns the first answer again, without another call: cache %s',
    async (cache) => {
      const first = await ask('k', { text: 'fox', cache }).expect(201);
      const again = await ask('k', { text: 'fox', cache }).expect(201);
      expect(again.body).toEqual(first.body);
      for (const name of ['location', 'cache-status']) expect(again.headers[name]).toBe(first.headers[name]);
      expect(first.headers['idempotent-replayed']).toBeUndefined();
      expect(again.headers['idempotent-replayed']).toBe('true');
      expect(await messages()).toBe(1);
      expect(await resultsOf(service)).toHaveLength(1);
    },
  );

  it('returns a replay again as a replay', async () => {
    await service.analyze('bob', { text: 'fox' }).expect(201);
    const first = await ask('k', { text: 'fox' }).expect(200);
    service.clock.advance(25 * HOUR_MS);
    const again = await ask('k', { text: 'fox' }).expect(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await messages()).toBe(1);
  });

  it('makes repeats, plain or streamed, wait for the first request', async () => {
    await service.claude.script([{ hold: 'gate' }]);
    const body = { text: 'fox', cache: 'off' };
    const plain = times(10, () => ask('k', body).then(({ body }) => body as AnalysisJson));
    await service.claude.waitForInFlight(1);
    const streams = times(10, () => stream('k', body));
    await service.claude.release('gate');
    const ids = new Set((await Promise.all(plain)).map(({ id }) => id));
    for (const reader of await Promise.all(streams)) {
      expect(reader.headers['idempotent-replayed']).toBe('true');
      const events = await reader.rest();
      expect(shapeOf(events)).toBe('result.started result.delta result.completed');
      expect(textOf(events)).toBe(completedOf(events).result);
      ids.add(completedOf(events).id);
    }
    expect(ids.size).toBe(1);
    expect(await messages()).toBe(1);
  });

  it('of a stream returns the stored answer, streamed or plain, also after the first client has disconnected', async () => {
    await service.claude.script([{ text: 'words '.repeat(50), hold: 'rest', hold_after_events: 6 }]);
    const reader = await stream('k', { text: 'fox' });
    const [started] = await reader.take(2);
    reader.leave();
    const again = stream('k', { text: 'fox' });
    await service.claude.release('rest');
    const events = await (await again).rest();
    expect(events[0]).toEqual(started);
    expect(textOf(events)).toBe('words '.repeat(50));
    const plain = await ask('k', { text: 'fox' }).expect(201);
    expect(plain.body).toEqual(completedOf(events));
    expect(await messages()).toBe(1);
  });

  it('of a stream that its client aborted calls Claude again', async () => {
    await service.claude.script([{ hold: 'rest', hold_after_events: 6 }]);
    const reader = await stream('k', { text: 'fox', on_disconnect: 'abort' });
    await reader.take(1);
    reader.leave();
    await service.claude.waitForInFlight(0);
    const again = await ask('k', { text: 'fox' }).expect(201);
    expect(again.headers['idempotent-replayed']).toBeUndefined();
    expect(again.body.stop_reason).toBe('end_turn');
    expect((await callsOf(service)).map(({ status }) => status)).toEqual(['aborted', 'succeeded']);
  });

  it('is kept across a restart, even one that changes the defaults', async () => {
    const database = await createDatabase();
    const env = { ANTHROPIC_API_KEY: newApiKey() };
    const before = await startService({ database, env });
    const post = (to: Service) => to.analyze('alice', { text: 'fox' }).set('Idempotency-Key', 'k').expect(201);
    const first = await post(before);
    await before.stop();
    const changed = { CLAUDE_MODEL: 'claude-opus-4-8', CLAUDE_MAX_TOKENS: '7' };
    const after = await startService({ database, env: { ...env, ...changed } });
    const again = await post(after);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await after.claude.stats()).messages).toBe(1);
    await after.stop();
    await database.drop();
  });

  it('is refused for another body or another user, before and after the first answer', async () => {
    await service.claude.script([{ hold: 'gate' }]);
    const first = ask('k', { text: 'fox' }).then(({ status }) => status);
    await service.claude.waitForInFlight(1);
    for (const isAnswered of [false, true]) {
      if (isAnswered) {
        await service.claude.release('gate');
        expect(await first).toBe(201);
      }
      for (const [body, user] of [
        [{ text: 'fox ' }, 'alice'],
        [{ text: 'fox', metadata: { a: 'b' } }, 'alice'],
        [{ text: 'fox', cache: 'off' }, 'alice'],
        [{ text: 'fox', max_tokens: 4095 }, 'alice'],
        [{ text: 'fox' }, 'bob'],
      ] as const) {
        const { body: problem } = await ask('k', body, user).expect(422);
        expect(problem.code).toBe('idempotency_key_reused');
      }
      const reader = await stream('k', { text: 'other' });
      expect([reader.status, (await reader.problem()).code]).toEqual([422, 'idempotency_key_reused']);
    }
    await ask('k', { text: 'fox' }).expect(201);
    expect(await messages()).toBe(1);
  });

  it.each([
    [{ status: 500 }, 502],
    [{ status: 529 }, 503],
    [{ cut: 'before_response' as const }, 502],
  ])('of a request that failed without being billed calls Claude again: %j', async (step, status) => {
    await service.claude.script([step]);
    const failed = await ask('k', { text: 'fox' }).expect(status);
    expect(failed.headers['idempotent-replayed']).toBeUndefined();
    const again = await ask('k', { text: 'fox' }).expect(201);
    expect(again.headers['idempotent-replayed']).toBeUndefined();
    expect(await messages()).toBe(2);
  });

  it('of a billed stream that broke off returns the same error again, without another call', async () => {
    await service.claude.script([{ cut: { after_events: 6 } }, { stream_error_after_events: 6 }]);
    for (const [key, code, status] of [
      ['broken', 'claude_error', 502],
      ['overloaded', 'claude_overloaded', 503],
    ] as const) {
      const body = { text: key };
      const problem = problemOf(await (await stream(key, body)).rest());
      expect(problem).toMatchObject({ code, status });
      const again = await ask(key, body).expect(status);
      expect(again.body).toEqual({ ...problem, instance: '/analyze/alice' });
      expect(again.headers['idempotent-replayed']).toBe('true');
      expect(again.headers['retry-after'] !== undefined).toBe(status === 503);
      const streamed = await stream(key, body);
      expect([streamed.status, (await streamed.problem()).code]).toEqual([status, code]);
    }
    expect(await messages()).toBe(2);
  });

  it('returns a rejection or refusal by Claude again, without another call', async () => {
    await service.claude.script([
      { status: 400, message: 'not like this' },
      { text: 'No.', stop_reason: 'refusal' },
    ]);
    for (const [key, status] of [
      ['rejected', 400],
      ['refused', 422],
    ] as const) {
      const first = await ask(key, { text: key }).expect(status);
      const again = await ask(key, { text: key }).expect(status);
      expect(again.body).toEqual(first.body);
      expect(first.headers['idempotent-replayed']).toBeUndefined();
      expect(again.headers['idempotent-replayed']).toBe('true');
    }
    expect(await messages()).toBe(2);
  });

  it('is not used up by an invalid request', async () => {
    await ask('k', { text: '' }).expect(400);
    await ask('k', { text: 'fox' }).expect(201);
  });

  it('of a result that has since been deleted answers 404, without another call', async () => {
    const { body } = await ask('k', { text: 'fox' }).expect(201);
    await service.call('DELETE', `/history/${body.id}`).expect(204);
    await ask('k', { text: 'fox' }).expect(404);
    expect(await messages()).toBe(1);
  });

  it('is remembered for 48 hours, then forgotten', async () => {
    const { body } = await ask('k', { text: 'fox', cache: 'off' }).expect(201);
    service.clock.advance(48 * HOUR_MS);
    expect((await ask('k', { text: 'fox', cache: 'off' }).expect(201)).body).toEqual(body);
    service.clock.advance(1);
    expect((await ask('k', { text: 'new body', cache: 'off' }).expect(201)).body.id).not.toBe(body.id);
    expect(await messages()).toBe(2);
  });

  it('is refused with a 400 that names the header if it is empty, too long, has a space, is not ASCII or is sent twice', async () => {
    for (const key of ['', 'k'.repeat(256), 'a b', 'a\tb', 'clé', ['a', 'b'], ['a', 'a']]) {
      const headers = { ...service.headers, 'content-type': 'application/json', 'idempotency-key': key };
      const body = Buffer.from(JSON.stringify({ text: 'fox' }));
      const answer = await sendRaw(service.url, { method: 'POST', path: '/analyze/alice', headers, body });
      expect([key, answer.status]).toEqual([key, 400]);
      const problem = JSON.parse(answer.text) as object;
      expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ field: 'Idempotency-Key' }] });
    }
    expect(await messages()).toBe(0);
  });

  it('may have 255 printable characters', async () => {
    const key = times(255, (n) => String.fromCharCode(0x21 + (n % 94))).join('');
    await ask(key, { text: 'fox' }).expect(201);
    expect((await ask(key, { text: 'fox' }).expect(201)).headers['idempotent-replayed']).toBe('true');
  });
});
