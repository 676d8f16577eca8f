import { analysisEvents, createRepriseClient, type RepriseClient, turnEvents } from '../../src/client/index.js';
import { conforms } from '../support/kept/conforms.js';
import { makeKey } from '../support/keys.js';
import { type Service, startService } from '../support/service.js';

const path = { user_id: 'alice' };
const NO_SUCH = '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69';

/** The client as a program uses it; each answer is checked against the OpenAPI document that the client comes from. */
function clientOf({ url, document }: Service, apiKey?: string | (() => Promise<string>)): RepriseClient {
  const send = async (request: Request): Promise<Response> => {
    const response = await fetch(request);
    const { pathname } = new URL(request.url);
    const isJson = /json$/.test(response.headers.get('content-type')?.split(';', 1)[0] ?? '');
    const text = isJson ? await response.clone().text() : '';
    const headers = Object.fromEntries(response.headers);
    conforms(document, request.method, pathname, { status: response.status, headers, text });
    return response;
  };
  return createRepriseClient({ baseUrl: url, fetch: send, apiKey });
}

describe('the generated client', () => {
  let service: Service;
  let reprise: RepriseClient;
  beforeAll(async () => {
    service = await startService({ env: { CLAUDE_MAX_RETRIES: '0' } });
    reprise = clientOf(service);
  });
  afterAll(() => service.stop());

  const analyze = async (text: string, user_id = 'alice') => {
    const { data } = await reprise.POST('/analyze/{user_id}', { params: { path: { user_id } }, body: { text } });
    if (!data) throw new Error('there was no answer');
    return data;
  };

  it('analyses a text, and reports a replay', async () => {
    const first = await analyze('The quick brown fox.');
    expect(first).toMatchObject({ user_id: 'alice', input_text: 'The quick brown fox.', cached: false });
    expect(await analyze('The quick brown fox.')).toEqual({ ...first, cached: true });
  });

  it('pages through a history', async () => {
    const reader = { user_id: 'reader' };
    for (const text of ['one', 'two', 'three']) await analyze(text, 'reader');
    const texts: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { limit: 2, ...(cursor && { cursor }) };
      const { data } = await reprise.GET('/history/{user_id}', { params: { path: reader, query } });
      texts.push(...(data?.data ?? []).map(({ input_text }) => input_text));
      cursor = data?.next_cursor ?? null;
    }
    expect(texts).toEqual(['three', 'two', 'one']);
  });

  it('deletes a result, and then receives a problem with a code for it', async () => {
    const { id } = await analyze('gone');
    const { response } = await reprise.DELETE('/history/{user_id}', { params: { path: { user_id: id } } });
    expect(response.status).toBe(204);
    const { data, error } = await reprise.GET('/results/{id}', { params: { path: { id } } });
    expect(data).toBeUndefined();
    expect(error).toMatchObject({ status: 404, code: 'not_found', instance: `/results/${id}` });
  });

  it('receives every invalid field of a request', async () => {
    const { error } = await reprise.POST('/analyze/{user_id}', { params: { path }, body: { text: '' } });
    expect(error).toMatchObject({ status: 400, code: 'validation_failed' });
    expect(error?.errors?.map(({ field }) => field)).toEqual(['text']);
  });

  it.each(['.', '..', ''])(
    'sends nothing for the user %j, which a URL parser would remove from the path',
    async (user_id) => {
      const erased = reprise.DELETE('/users/{user_id}/budget', { params: { path: { user_id } } });
      await expect(erased).rejects.toThrow(TypeError);
      const { response } = await reprise.GET('/users/{user_id}/budget', { params: { path: { user_id: '%2e%2e/x' } } });
      expect([response.status, new URL(response.url).pathname]).toEqual([400, '/users/%252e%252e%2Fx/budget']);
    },
  );

  it('repeats a request under its idempotency key, and receives the first answer', async () => {
    const again = {
      params: { path, header: { 'Idempotency-Key': 'k1' } },
      body: { text: 'once', cache: 'off' },
    } as const;
    const first = await reprise.POST('/analyze/{user_id}', again);
    const second = await reprise.POST('/analyze/{user_id}', again);
    expect(second.data?.id).toBe(first.data?.id);
    expect(second.response.headers.get('Idempotent-Replayed')).toBe('true');
  });

  it('streams an analysis, event by event', async () => {
    const { data } = await reprise.POST('/analyze/{user_id}', {
      params: { path },
      body: { text: 'a stream', stream: true },
      parseAs: 'stream',
    });
    let text = '';
    for await (const { event, data: shown } of analysisEvents(data)) {
      if (event === 'result.delta') text += shown.text;
      if (event === 'result.completed') expect(shown).toMatchObject({ result: text, input_text: 'a stream' });
    }
    expect(text).toMatch(/^Simulated answer/);
  });

  it('receives a problem for a stream that fails before it begins', async () => {
    await service.claude.script([{ status: 529 }]);
    const { data, error } = await reprise.POST('/analyze/{user_id}', {
      params: { path },
      body: { text: 'too much', stream: true },
      parseAs: 'stream',
    });
    expect(data).toBeUndefined();
    expect(error).toMatchObject({ status: 503, code: 'claude_overloaded' });
  });

  it('sends messages, plain and streamed, and reads the thread', async () => {
    const { data: begun } = await reprise.POST('/conversations', { body: { user_id: 'alice', title: 'May' } });
    const params = { path: { id: begun?.id ?? NO_SUCH } };
    const plain = await reprise.POST('/conversations/{id}/messages', { params, body: { content: 'Hello.' } });
    const { data } = await reprise.POST('/conversations/{id}/messages', {
      params,
      body: { content: 'And then?', stream: true },
      parseAs: 'stream',
    });
    const events = [];
    for await (const event of turnEvents(data)) events.push(event);
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['message.started', 'message.delta', 'message.completed']),
    );
    const last = events.at(-1);
    const answer = last?.event === 'message.completed' ? last.data.assistant_message : null;
    const { data: thread } = await reprise.GET('/conversations/{id}/messages', { params });
    expect(thread?.data.map(({ id }) => id)).toEqual(
      expect.arrayContaining([plain.data?.assistant_message.id, answer?.id]),
    );
  });

  it('reads usage, budgets, preferences and the audit trail', async () => {
    await analyze('counted');
    const usage = await reprise.GET('/users/{user_id}/usage', { params: { path, query: { group_by: 'model' } } });
    expect(usage.data).toMatchObject({ user_id: 'alice', group_by: 'model' });
    await reprise.PUT('/users/{user_id}/budget', { params: { path }, body: { limit_usd: '5', period: 'day' } });
    const budget = await reprise.GET('/users/{user_id}/budget', { params: { path } });
    expect(budget.data).toMatchObject({ limit_usd: expect.stringMatching(/^5/), period: 'day' });
    const kept = await reprise.PUT('/users/{user_id}/preferences', { params: { path }, body: { language: 'pt-BR' } });
    expect(kept.data).toMatchObject({ language: 'pt-BR' });
    const { data: trail } = await reprise.GET('/audit', { params: { query: { limit: 100, user_id: 'alice' } } });
    expect(trail?.data.map(({ action }) => action)).toContain('result.created');
  });

  it('reads newline-delimited JSON as text', async () => {
    await analyze('mine');
    const { data } = await reprise.GET('/users/{user_id}/export', { params: { path }, parseAs: 'text' });
    expect(data?.trimEnd().split('\n').at(-1)).toMatch(/"manifest"/);
  });
});

describe('the generated client of a service with authentication', () => {
  it('sends its credential, calling it before each request if it is a function', async () => {
    const service = await startService({ env: { AUTH_MODE: 'api-key' } });
    const { key } = await makeKey(service, 'service');
    const asked = jest.fn(async () => key);
    const read = (client: RepriseClient) => client.GET('/history/{user_id}', { params: { path } });
    expect((await read(clientOf(service))).error).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect((await read(clientOf(service, key))).response.status).toBe(200);
    const client = clientOf(service, asked);
    await read(client);
    expect((await read(client)).response.status).toBe(200);
    expect(asked).toHaveBeenCalledTimes(2);
    await service.stop();
  });
});
