import { completedOf, EventReader, problemOf, readStream, shapeOf, textOf } from '../support/event-reader.js';
import { callsOf, resultsOf } from '../support/stored-rows.js';
import { type Service, shareService } from '../support/service.js';

const AWKWARD = '👩‍👩‍👧‍👦 日本語 \u0000 \uD83D lone \uDE00 🇩🇪 e\u0301 "\\\n\r\n event: error\ndata: {}\n\n ';
const SCHEMA = {
  type: 'object',
  properties: { topic: { type: 'string' } },
  required: ['topic'],
  additionalProperties: false,
};

describe('a streamed analysis', () => {
  const shared = shareService({ env: { CLAUDE_MAX_RETRIES: '0' } });
  let service: Service;
  beforeEach(async () => void (service = await shared.newTenant()));

  const stored = async (id: string) => (await service.call('GET', `/results/${id}`).expect(200)).body;

  it('names the result, sends the answer in pieces and ends with the whole answer as JSON', async () => {
    const reader = await EventReader.open(service, { body: { text: 'fox' } });
    const events = await reader.rest();
    expect(reader.status).toBe(200);
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'cache-status': 'reprise; fwd=miss',
      'x-request-id': expect.stringMatching(/./),
    });
    expect(shapeOf(events)).toBe('result.started result.delta result.completed');
    const answer = completedOf(events);
    expect(events[0]?.data).toEqual({ id: answer.id });
    expect(reader.headers['location']).toBe(`/results/${answer.id}`);
    expect(answer).toEqual(await stored(answer.id));
    expect(answer).toMatchObject({ cached: false, stop_reason: 'end_turn', user_id: 'alice' });
  });

  it('is requested by `stream: true` or by the Accept header, and `stream: false` overrides the header', async () => {
    const headers = { accept: 'text/event-stream' };
    const byHeader = await EventReader.open(service, { body: { text: 'a', stream: undefined }, headers });
    expect(shapeOf(await byHeader.rest())).toBe('result.started result.delta result.completed');
    const plain = await EventReader.open(service, { body: { text: 'b', stream: false }, headers });
    expect(plain.headers['content-type']).toContain('application/json');
    expect(plain.status).toBe(201);
    plain.leave();
  });

  it.each([
    ['emoji, NUL, lone surrogates and text that looks like an event', AWKWARD.repeat(20)],
    ['a text much longer than one event', '日本語🦊'.repeat(20_000)],
    ['a lone surrogate at the very end', 'end \uD83D'],
  ])('is stored and replayed byte for byte as it was streamed: %s', async (_name, text) => {
    await service.claude.script([{ text }]);
    const body = { text: 'awkward', max_tokens: 128_000 };
    const events = await readStream(service, { body });
    const { id, result } = completedOf(events);
    expect(textOf(events)).toBe(result);
    expect((await stored(id)).result).toBe(result);
    expect(result).toBe(text.replaceAll('\u0000', '\uFFFD').toWellFormed());
    const replay = await readStream(service, { body });
    expect(textOf(replay)).toBe(result);
    expect(completedOf(replay)).toEqual({ ...completedOf(events), cached: true });
  });

  it('is replayed as the same events, marked as a hit', async () => {
    const first = completedOf(await readStream(service, { body: { text: 'fox' } }));
    const reader = await EventReader.open(service, { body: { text: 'fox' } });
    const events = await reader.rest();
    expect(reader.headers['cache-status']).toBe('reprise; hit; ttl=86400');
    expect(shapeOf(events)).toBe('result.started result.delta result.completed');
    expect(completedOf(events)).toEqual({ ...first, cached: true });
    await service.analyze('alice', { text: 'fox' }).expect(200);
    expect((await service.claude.stats()).messages).toBe(1);
  });

  it('reports `fwd=bypass` with cache: off', async () => {
    const reader = await EventReader.open(service, { body: { text: 'fox', cache: 'off' } });
    expect(reader.headers['cache-status']).toBe('reprise; fwd=bypass');
    await reader.rest();
  });

  it('is also sent, as the same events, to clients that wait for the same answer', async () => {
    await service.claude.script([{ hold: 'gate' }]);
    const leader = EventReader.open(service, { body: { text: 'fox' } });
    await service.claude.waitForInFlight(1);
    const waiters = ['alice', 'bob'].map((user) => EventReader.open(service, { user, body: { text: 'fox' } }));
    await service.claude.release('gate');
    const first = completedOf(await (await leader).rest());
    for (const waiter of waiters) {
      const events = await (await waiter).rest();
      expect(shapeOf(events)).toBe('result.started result.delta result.completed');
      expect(textOf(events)).toBe(first.result);
    }
    expect((await service.claude.stats()).messages).toBe(1);
  });

  it('has the parsed JSON of a structured answer in its last event', async () => {
    await service.claude.script([{ text: '{"topic":"foxes"}' }]);
    const events = await readStream(service, { body: { text: 'fox', schema: SCHEMA } });
    expect(textOf(events)).toBe('{"topic":"foxes"}');
    expect(completedOf(events).parsed).toEqual({ topic: 'foxes' });
  });

  it("never contains Claude's thinking", async () => {
    await service.claude.script([{ thinking: true, text: 'the answer' }]);
    const events = await readStream(service, { body: { text: 'fox' } });
    expect(textOf(events)).toBe('the answer');
    expect(JSON.stringify(events)).not.toContain('thinking');
  });

  it('waits for a slow reader without delaying other clients', async () => {
    await service.claude.script([{ text: 'x'.repeat(400_000) }]);
    const slow = await EventReader.open(service, { body: { text: 'slow', max_tokens: 128_000 } });
    await slow.take(1);
    const others = Array.from({ length: 10 }, (_, n) => readStream(service, { body: { text: `other ${n}` } }));
    for (const events of await Promise.all(others)) completedOf(events);
    await service.claude.waitForInFlight(0);
    expect(completedOf(await slow.rest()).result).toHaveLength(400_000);
  });

  it('is answered with a plain problem and its status if it fails before the first event', async () => {
    const invalid = await EventReader.open(service, { body: { text: '' } });
    expect([invalid.status, (await invalid.problem()).code]).toEqual([400, 'validation_failed']);
    await service.claude.script([{ status: 529 }, { status: 500 }, { status: 400 }, { cut: 'before_response' }]);
    for (const expected of [
      [503, 'claude_overloaded'],
      [502, 'claude_error'],
      [400, 'validation_failed'],
      [502, 'claude_error'],
    ]) {
      const reader = await EventReader.open(service, { body: { text: 'fox' } });
      const problem = await reader.problem();
      expect(reader.headers['content-type']).toContain('application/problem+json');
      expect([reader.status, problem.code]).toEqual(expected);
      expect(problem.instance).toBe('/analyze/alice');
      expect(reader.headers['retry-after'] !== undefined).toBe(reader.status === 503);
    }
    const { length } = await resultsOf(service);
    expect(length).toBe(0);
  });

  it('ends with an `error` event if it fails after the first event', async () => {
    await service.claude.script([
      { stream_error_after_events: 6 },
      { stream_error_after_events: 6, error_type: 'api_error' },
      { cut: { after_events: 6 } },
    ]);
    for (const code of ['claude_overloaded', 'claude_error', 'claude_error']) {
      const events = await readStream(service, { body: { text: 'fox' } });
      expect(shapeOf(events)).toBe('result.started result.delta error');
      expect(problemOf(events).code).toBe(code);
    }
    expect((await service.claude.stats()).messages).toBe(3);
  });

  it('reports a refusal as 422 before the first event, as an `error` event after it, and stores it either way', async () => {
    await service.claude.script([
      { content: [], stop_reason: 'refusal' },
      { text: 'I would rather not', stop_reason: 'refusal' },
    ]);
    const silent = await EventReader.open(service, { body: { text: 'fox' } });
    const problem = (await silent.problem()) as { code: string; result_id?: string };
    expect([silent.status, problem.code]).toEqual([422, 'refused']);
    service.clock.advance(60_000);
    const events = await readStream(service, { body: { text: 'fox' } });
    expect(textOf(events)).toBe('I would rather not');
    expect(problemOf(events)).toMatchObject({ code: 'refused', status: 422 });
    for (const id of [problem.result_id, problemOf(events).result_id])
      expect(await stored(id ?? '')).toMatchObject({ stop_reason: 'refusal' });
  });

  it('is billed with the usage of its last event', async () => {
    const { usage } = completedOf(await readStream(service, { body: { text: 'fox' } })) as never;
    const { input_tokens, output_tokens } = usage as Record<string, number>;
    expect(await callsOf(service)).toMatchObject([{ status: 'succeeded', input_tokens, output_tokens }]);
  });
});

describe('a stream from Claude that breaks off', () => {
  const shared = shareService({ env: { CLAUDE_MAX_RETRIES: '0' } });
  let service: Service;
  beforeEach(async () => void (service = await shared.newTenant()));

  it('is neither stored as complete nor replayed, wherever it breaks', async () => {
    const text = 'An answer of some events 🦊, all of which may be the last.';
    const body = { text: 'fox', on_disconnect: 'finish' };
    await service.claude.script([{ text, thinking: true }]);
    await readStream(service, { body: { ...body, cache: 'off' } });
    const events = 7 + Math.ceil(text.length / 8) + 3;
    const cuts = [
      ...Array.from({ length: events + 1 }, (_, n) => ({ after_events: n })),
      ...[1, 150, 700, 1500].map((n) => ({ after_bytes: n })),
    ];
    for (const cut of cuts) {
      await service.claude.script([{ text, thinking: true, cut }]);
      const reader = await EventReader.open(service, { body });
      if (reader.status === 200) {
        const got = await reader.rest();
        expect(['claude_error', cut]).toEqual([problemOf(got).code, cut]);
        expect(text.startsWith(textOf(got))).toBe(true);
      } else {
        expect([reader.status, (await reader.problem()).code]).toEqual([502, 'claude_error']);
      }
    }
    expect(await service.claude.stats()).toMatchObject({ messages: cuts.length + 1, in_flight: 0 });
    const [whole, ...calls] = await callsOf(service);
    expect(whole?.status).toBe('succeeded');
    expect(calls).toHaveLength(cuts.length);
    for (const { status, error_code } of calls) expect([status, error_code]).toEqual(['failed', 'claude_error']);
    // The input tokens are known once the reply has begun.
    expect(calls.filter(({ input_tokens }) => input_tokens > 0).length).toBeGreaterThanOrEqual(events);
    const rows = (await resultsOf(service)).slice(1);
    for (const row of rows) expect([row.cache_key, row.stop_reason]).toEqual([null, 'interrupted']);
    expect((await service.analyze('alice', body).expect(201)).body.stop_reason).toBe('end_turn');
  });
});
