import request from 'supertest';
import { type Service, startService } from '../support/service.js';
describe('POST /analyze/{user_id}', () => {
  let service: Service;
  beforeAll(async () => void (service = await startService()));
  afterAll(() => service.stop());

  it('asks Claude, stores the answer and returns its location', async () => {
    const answer = await service.analyze('alice', { text: 'first light', metadata: { ticket: 'A-1' } }).expect(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      user_id: 'alice',
      input_text: 'first light',
      result: expect.stringContaining('first light'),
      parsed: null,
      model: 'claude-sonnet-5-5',
      stop_reason: 'end_turn',
      tokens_used: answer.body.usage.input_tokens + answer.body.usage.output_tokens,
      usage: {
        input_tokens: expect.any(Number),
        output_tokens: expect.any(Number),
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
      },
      cost_usd: expect.stringMatching(/^0\.\d{6,12}$/),
      cached: false,
      created_at: service.clock.now().toISOString(),
      metadata: { ticket: 'A-1' },
    });
    expect(answer.headers['location']).toBe(`/results/${answer.body.id}`);
    expect(answer.headers['cache-status']).toBe('reprise; fwd=miss; stored');
    const { body: stored } = await service.call('GET', `/results/${answer.body.id}`).expect(200);
    expect(stored).toEqual(answer.body);
  });

  it('sends Claude every field of the request, and nothing else', async () => {
    await service.claude.reset();
    const schema = {
      type: 'object',
      properties: { topic: { type: 'string' } },
      required: ['topic'],
      additionalProperties: false,
    };
    const options = { model: 'claude-haiku-4-5', system: 'Be short.', max_tokens: 77, effort: 'low', schema };
    const { body } = await service.analyze('alice', { text: 'structured', ...options }).expect(201);
    expect(body.parsed).toEqual(JSON.parse(body.result));
    expect(Object.keys(body.parsed)).toEqual(['topic']);
    const [sent] = await service.claude.requests();
    expect(sent?.body).toEqual({
      model: 'claude-haiku-4-5',
      max_tokens: 77,
      system: 'Be short.',
      messages: [{ role: 'user', content: 'structured' }],
      output_config: { effort: 'low', format: { type: 'json_schema', schema } },
    });
  });

  it('counts every kind of token and prices it exactly', async () => {
    const usage = {
      input_tokens: 100,
      output_tokens: 50,
      cache_creation_input_tokens: 1000,
      cache_read_input_tokens: 2000,
      cache_creation: { ephemeral_5m_input_tokens: 600, ephemeral_1h_input_tokens: 400 },
    };
    await service.claude.script([{ usage }]);
    const { body } = await service.analyze('alice', { text: 'priced' }).expect(201);
    expect(body.tokens_used).toBe(3150);
    expect(body.usage).toEqual({
      input_tokens: 100,
      output_tokens: 50,
      cache_creation_input_tokens: 1000,
      cache_read_input_tokens: 2000,
    });
    // Sonnet 5.5, $ a million: 100 × 2 + 50 × 10 + 600 × 2.5 + 400 × 4 + 2000 × 0.1 = 4,000
    expect(body.cost_usd).toBe('0.004000');
  });

  it('reports a cost of null, not zero, for a model without a known price', async () => {
    const { body } = await service.analyze('alice', { text: 'unpriced', model: 'claude-future-9' }).expect(201);
    expect(body.cost_usd).toBeNull();
  });

  it('takes the result from the text blocks of the reply, whatever blocks precede them', async () => {
    await service.claude.script([{ thinking: true, text: 'after some thought' }]);
    const { body } = await service.analyze('alice', { text: 'thinking' }).expect(201);
    expect(body.result).toBe('after some thought');
  });

  it('stores an answer with characters that PostgreSQL cannot hold, replacing them', async () => {
    await service.claude.script([{ text: 'a\u0000b \ud83d c' }]);
    const { body } = await service.analyze('alice', { text: 'unstorable' }).expect(201);
    const { body: stored } = await service.call('GET', `/results/${body.id}`).expect(200);
    expect(stored.result).toBe('a\uFFFDb \uFFFD c');
    expect(body.result).toBe(stored.result);
  });

  it('returns parsed: null for an answer that violates the schema, and never replays it', async () => {
    await service.claude.reset();
    const schema = {
      type: 'object',
      properties: { n: { type: 'integer' } },
      required: ['n'],
      additionalProperties: false,
    };
    await service.claude.script([{ text: '{"n":"seven"}' }, { text: '{"n":7}' }]);
    const first = await service.analyze('alice', { text: 'broken', schema }).expect(201);
    expect(first.body.parsed).toBeNull();
    expect(first.headers['cache-status']).toBe('reprise; fwd=miss');
    const second = await service.analyze('alice', { text: 'broken', schema }).expect(201);
    expect(second.body.parsed).toEqual({ n: 7 });
  });

  it('answers a refusal with 422 and stores the billed answer', async () => {
    await service.claude.script([{ stop_reason: 'refusal', text: 'No.' }]);
    const { body } = await service.analyze('alice', { text: 'refuse me' }).expect(422);
    expect(body).toMatchObject({ code: 'refused', status: 422, instance: '/analyze/alice' });
    const { body: stored } = await service.call('GET', `/results/${body.result_id}`).expect(200);
    expect(stored).toMatchObject({ stop_reason: 'refusal', result: 'No.' });
  });

  it.each([
    ['rate limiting', { status: 429, error_type: 'rate_limit_error', retry_after: 7 }, 503, 'claude_overloaded', '7'],
    ['overload', { status: 529, error_type: 'overloaded_error' }, 503, 'claude_overloaded', '5'],
    ['a spent limit', { status: 429, error_code: 'enforced_spend_limit_reached' }, 502, 'claude_error', undefined],
    ['a failure', { status: 500, error_type: 'api_error' }, 502, 'claude_error', undefined],
    ['an invalid API key', { status: 401, error_type: 'authentication_error' }, 502, 'claude_error', undefined],
    ['a rejected request', { status: 400, error_type: 'invalid_request_error' }, 400, 'validation_failed', undefined],
    ['a time-out', { status: 504, error_type: 'timeout_error' }, 504, 'claude_timeout', undefined],
  ])("turns Claude's %s into a problem with Claude's request id", async (_name, step, status, code, retryAfter) => {
    await service.claude.script([{ ...step, should_retry: false }]);
    const { body, headers } = await service.analyze('alice', { text: `fails with ${code} ${status}` }).expect(status);
    expect(body).toMatchObject({ status, code });
    expect(body.request_id).toMatch(/^req_/);
    expect(headers['retry-after']).toBe(retryAfter);
  });

  it("reports a problem with the operator's account as 502, and logs the reason without the request's text", async () => {
    const message = 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.';
    const since = service.log.length;
    await service.claude.script([{ status: 400, error_type: 'invalid_request_error', message }]);
    const { body } = await service.analyze('alice', { text: 'a secret' }).expect(502);
    expect(body).toMatchObject({ code: 'claude_error', request_id: expect.any(String) });
    const said = service.log.slice(since).filter((line) => line.includes('failed with claude_error'));
    expect(said).toHaveLength(1);
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ level: 'error' });
    for (const fact of ['status 400', 'type invalid_request_error', body.request_id]) expect(said[0]).toContain(fact);
    expect(said[0]).not.toMatch(/secret|credit/);
  });

  it('logs why Claude failed: status, type, error code and request id', async () => {
    const since = service.log.length;
    await service.claude.script([
      { status: 429, error_type: 'rate_limit_error', error_code: 'ramp_limit_exceeded', should_retry: false },
    ]);
    await service.analyze('alice', { text: 'fox' }).expect(503);
    const said = service.log.slice(since).find((line) => line.includes('failed with claude_overloaded'));
    expect(JSON.parse(said ?? '')).toMatchObject({ level: 'warn' });
    expect(said).toMatch(/status 429, type rate_limit_error, error code ramp_limit_exceeded, request id req_/);
  });

  it('respects a Retry-After of Claude that is a date', async () => {
    const headers = { 'retry-after': new Date(Date.now() + 90_000).toUTCString() };
    await service.claude.reset();
    await service.claude.script([{ status: 529, headers }]);
    const { headers: told } = await service.analyze('alice', { text: 'fox' }).expect(503);
    expect(Number(told['retry-after'])).toBeGreaterThan(80);
    expect((await service.claude.stats()).messages).toBe(1);
  });

  it.each(['gzip', 'br'] as const)(
    'reads an answer compressed with %s, although it was not requested',
    async (encoding) => {
      await service.claude.reset();
      await service.claude.script([{ text: 'understood', encoding, repeat: 2 }]);
      const { body } = await service.analyze('alice', { text: encoding }).expect(201);
      expect(body.result).toBe('understood');
      const streamed = await service.analyze('alice', { text: encoding, cache: 'off', stream: true }).expect(200);
      expect(streamed.text).toContain('result.completed');
      expect((await service.claude.stats()).messages).toBe(2);
    },
  );

  it('completes a stream at its last event, although the connection stays open', async () => {
    await service.claude.script([{ text: 'finished', keep_open: true }]);
    const { text } = await service.analyze('alice', { text: 'open', stream: true }).expect(200);
    expect(text).toContain('result.completed');
  });

  it.each<[object, string, string]>([
    [{ text: 'fox', max_tokens: '10' }, 'max_tokens', 'must be an integer'],
    [{ text: 'fox', max_tokens: 1.5 }, 'max_tokens', 'must be an integer'],
    [{ text: 'fox', max_tokens: 0 }, 'max_tokens', 'must not be less than 1'],
    [{ text: 'fox', max_tokens: 1e9 }, 'max_tokens', 'must not be greater than 128000'],
    [{}, 'text', 'is required'],
    [{ text: 7 }, 'text', 'must be a string'],
  ])('refuses %j with an error that says why', async (body, field, message) => {
    const { body: problem } = await service.analyze('alice', body).expect(400);
    expect(problem.errors).toEqual([{ field, message }]);
  });

  it('turns a cut connection into a 502', async () => {
    await service.claude.script([{ cut: 'before_response', repeat: 3 }]);
    const { body } = await service.analyze('alice', { text: 'cut' }).expect(502);
    expect(body.code).toBe('claude_error');
  });

  it('stores no result for a failed call, and asks Claude again', async () => {
    await service.claude.script([{ status: 500, should_retry: false }]);
    await service.analyze('retry', { text: 'again' }).expect(502);
    await service.analyze('retry', { text: 'again' }).expect(201);
    const { body } = await service.call('GET', '/history/retry').expect(200);
    expect(body.data).toHaveLength(1);
  });

  it.each([
    ['no text', {}, 'text'],
    ['an empty text', { text: '' }, 'text'],
    ['a text of 200,001 characters', { text: 'x'.repeat(200_001) }, 'text'],
    ['a number for text', { text: 7 }, 'text'],
    ['an unknown field', { text: 'x', temperature: 1 }, 'temperature'],
    ['a field of the answer', { text: 'x', cost_usd: '0' }, 'cost_usd'],
    ['max_tokens as a string', { text: 'x', max_tokens: '10' }, 'max_tokens'],
    ['max_tokens of 0', { text: 'x', max_tokens: 0 }, 'max_tokens'],
    ['an unknown effort', { text: 'x', effort: 'heroic' }, 'effort'],
    ['an unknown cache mode', { text: 'x', cache: 'maybe' }, 'cache'],
    ['an invalid schema', { text: 'x', schema: { type: 'nonsense' } }, 'schema'],
    ['metadata of numbers', { text: 'x', metadata: { a: 1 } }, 'metadata'],
    [
      '17 metadata pairs',
      { text: 'x', metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, 'v'])) },
      'metadata',
    ],
    ['half a surrogate pair', { text: 'x', metadata: { a: '\ud800' } }, 'metadata.a'],
  ])('refuses %s, naming the field, and does not ask Claude', async (_name, body, field) => {
    await service.claude.reset();
    const answer = await service.analyze('alice', body).expect(400);
    expect(answer.body).toMatchObject({
      code: 'validation_failed',
      status: 400,
      errors: [{ field, message: expect.any(String) }],
    });
    expect(await service.claude.requests()).toEqual([]);
  });

  it('counts characters, not UTF-16 units: 200,000 emoji are accepted', async () => {
    await service.analyze('alice', { text: '🦊'.repeat(200_000) }).expect(201);
  });

  it.each(['a b', 'ü', 'x'.repeat(129), '%00', 'a%2Fb'])('refuses the user id %p', async (user) => {
    const { body } = await service.analyze(user, { text: 'x' }).expect(400);
    expect(body.errors[0].field).toBe('user_id');
  });

  it('keeps prompts, answers and keys out of its log', async () => {
    const canary = 'canary-7f3a91';
    const bad = JSON.stringify({ text: canary }).slice(0, -1);
    await service.analyze('alice', { text: canary }).expect(201);
    await service.claude.script([{ status: 400, message: canary }]);
    await service.analyze('alice', { text: `${canary} again` }).expect(400);
    await service.call('GET', `/history/alice?q=${canary}`).expect(200);
    await request(service.url).post('/analyze/alice').set('content-type', 'application/json').send(bad).expect(400);
    const log = service.log.join('');
    expect(log).toContain('"path":"/analyze/alice"');
    expect(log).not.toContain('canary');
    expect(log).not.toContain('test-key');
  });
});
