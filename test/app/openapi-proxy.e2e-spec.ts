import type { OpenAPIObject } from '@nestjs/swagger';
import request, { type Test } from 'supertest';
import { answerOf } from '../support/cli.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { Program } from '../support/process.js';
import { newApiKey, simulatorUrl } from '../support/service.js';
import { ValidatingProxy } from '../support/validating-proxy.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

interface Documented {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, object>>;
}

const NOWHERE = '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69';
/** The rate limit of a caller; the tests send fewer. */
const REQUESTS = 100;

/** Each test uses the data that the tests before it created. */
describe('the service behind a proxy that enforces its OpenAPI document', () => {
  const account = newApiKey();
  let database: TestDatabase;
  let program: Program;
  let proxy: ValidatingProxy;
  let document: OpenAPIObject;
  let admin: string;

  beforeAll(async () => {
    database = await createDatabase();
    const env = {
      DATABASE_URL: database.url,
      DATABASE_MIGRATE: 'false',
      ANTHROPIC_API_KEY: account,
      ANTHROPIC_BASE_URL: simulatorUrl(),
      AUTH_MODE: 'api-key',
      RATE_LIMIT_REQUESTS: String(REQUESTS),
      RATE_LIMIT_WINDOW_SECONDS: '86400',
    };
    ({ key: admin } = await answerOf(env, 'keys', 'create', '--tenant', 'acme', '--role', 'admin'));
    program = new Program('main.js', env);
    const url = await program.url();
    document = (
      await request(url)
        .get('/openapi.json')
        .set({ authorization: `Bearer ${admin}` })
        .expect(200)
    ).body;
    proxy = await ValidatingProxy.start(url, document);
  });

  afterAll(async () => {
    await proxy.stop();
    program.kill('SIGTERM');
    await program.ended;
    await database.drop();
  });

  /** @param key the caller's */
  const call = (method: Method, path: string, key = admin): Test =>
    request(proxy.url)
      [method](path)
      .set('authorization', `Bearer ${key}`)
      .expect(({ status, text }) => {
        if (status === 500) throw new Error(text);
      });

  it('is protected: the proxy passes on no request and no answer that the document does not allow', async () => {
    const send = (body: object, to = proxy) =>
      request(to.url).post('/analyze/alice').set('authorization', `Bearer ${admin}`).send(body);
    expect((await send({ text: 'x', temperature: 1 }).expect(500)).text).toContain('additional properties');
    expect((await send({ text: '' }).expect(500)).text).toContain('fewer than 1 characters');
    expect((await request(proxy.url).get('/usage').expect(500)).text).toContain('Authorization');
    const other = structuredClone(document);
    const { AnalysisResponse } = other.components?.schemas as Record<
      string,
      { properties: object; required: string[] }
    >;
    delete (AnalysisResponse?.properties as { cached?: object }).cached;
    AnalysisResponse?.required.splice(AnalysisResponse.required.indexOf('cached'), 1);
    const strict = await ValidatingProxy.start(await program.url(), other);
    expect((await send({ text: 'x' }, strict).expect(500)).text).toContain('additional properties');
    expect(strict.passed).toEqual(new Set());
    await strict.stop();
  });

  it('answers probes and metrics as documented', async () => {
    await call('get', '/health/live').expect(200);
    await call('get', '/health/ready').expect(200);
    await call('get', '/metrics').expect(200);
  });

  it('answers requests about keys as documented', async () => {
    const { body } = await call('post', '/keys').send({ role: 'service', expires_at: '2099-01-01' }).expect(201);
    await call('get', '/keys?limit=1').expect(200);
    await call('delete', `/keys/${body.id}`).expect(204);
  });

  it('answers requests about preferences as documented', async () => {
    const preferences = { language: 'de', effort: null, profile: { city: 'Lisbon' } };
    const { headers } = await call('put', '/users/alice/preferences').send(preferences).expect(200);
    await call('get', '/users/alice/preferences').expect(200);
    await call('get', '/users/alice/preferences').set('if-none-match', String(headers['etag'])).expect(304);
  });

  it('answers requests about analyses as documented', async () => {
    const schema = { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] };
    const { body } = await call('post', '/analyze/alice')
      .send({ text: 'a fox', schema, metadata: { a: 'b' } })
      .expect(201);
    await call('post', '/analyze/alice').send({ text: 'a fox', schema }).expect(200);
    await call('post', '/analyze/alice').set('accept', 'text/event-stream').send({ text: 'a hare' }).expect(200);
    await call('get', `/results/${body.id}`).expect(200);
    await call('get', '/history/alice?limit=1&q=fox&from=2026-01-01&to=2099-01-01T00%3A00%3A00Z').expect(200);
    await call('delete', `/history/${body.id}`).expect(204);
  });

  it('answers requests about conversations as documented', async () => {
    const { body: talk } = await call('post', '/conversations').send({ user_id: 'alice', context: 'trim' }).expect(201);
    const path = `/conversations/${talk.id}`;
    const { body: turn } = await call('post', `${path}/messages`)
      .send({ content: 'Hello?', parent_id: null })
      .expect(201);
    await call('post', `${path}/messages`).send({ content: 'And?', stream: true, wait: true }).expect(200);
    await call('post', `${path}/messages/${turn.assistant_message.id}/regenerate`).expect(201);
    await call('get', `${path}/messages?view=tree&limit=2`).expect(200);
    await call('post', `${path}/fork`).send({ message_id: turn.assistant_message.id, title: 'A fork' }).expect(201);
    await call('patch', path).send({ title: 'Greetings' }).expect(200);
    await call('get', path).expect(200);
    await call('get', '/conversations?user_id=alice&limit=1').expect(200);
    await call('delete', path).expect(204);
  });

  it('answers requests about budgets and usage as documented', async () => {
    for (const path of ['/budget', '/users/alice/budget']) {
      await call('put', path).send({ limit_usd: '25.00', period: 'day' }).expect(200);
      await call('get', path).expect(200);
      await call('delete', path).expect(204);
    }
    await call('get', '/usage?from=2026-01-01&group_by=model').expect(200);
    await call('get', '/usage?format=csv').expect(200);
    await call('get', '/users/alice/usage?group_by=day').expect(200);
  });

  it('answers requests about privacy as documented', async () => {
    await call('put', '/users/alice/hold').send({ reason: 'Case 2026-114' }).expect(200);
    await call('get', '/users/alice/hold').expect(200);
    await call('get', '/users/alice/export').expect(200);
    await call('delete', '/users/alice/hold').expect(204);
    const { body } = await call('delete', '/users/alice').expect(200);
    await call('get', `/erasures/${body.id}`).expect(200);
  });

  it('answers requests about the audit trail as documented', async () => {
    const { body } = await call('get', '/audit?limit=3&action=key.created').expect(200);
    await call('get', `/audit/${body.data[0].id}`).expect(200);
    await call('get', '/audit/verify?limit=1000').expect(200);
    await call('get', '/audit/export?from=2026-01-01').expect(200);
  });

  it('refuses as documented requests that only the service can recognise as invalid', async () => {
    await call('post', '/analyze/bob').send({ text: ' ' }).expect(400);
    await call('get', '/usage', 'rk_unknown').expect(401);
    await call('put', '/users/bob/budget').send({ limit_usd: '0', period: 'day' }).expect(200);
    await call('post', '/analyze/bob').send({ text: 'too dear' }).expect(402);
    const { body: bob } = await call('post', '/keys').send({ role: 'user', user_id: 'bob' }).expect(201);
    await call('get', '/keys', bob.key).expect(403);
    await call('get', `/results/${NOWHERE}`).expect(404);
  });

  it('refuses as documented requests that conflict with stored data', async () => {
    await call('put', '/users/bob/hold').send({ reason: 'Case 2026-115' }).expect(200);
    await call('delete', '/users/bob').expect(409);
    await call('put', '/users/bob/preferences').set('if-match', '"9"').send({ language: 'de' }).expect(412);
    const once = (text: string) => call('post', '/analyze/carol').set('idempotency-key', 'one').send({ text });
    await once('one').expect(201);
    await once('another').expect(422);
  });

  it('refuses as documented bodies that are too large or of another type, and too many requests', async () => {
    const send = (type: string, spaces: number) =>
      call('post', '/analyze/carol')
        .set('content-type', type)
        .send(`{"text":"x"${' '.repeat(spaces)}}`);
    await send('application/json', 1_100_000).expect(413);
    await send('application/json; charset=utf-16', 0).expect(415);
    const { body: service } = await call('post', '/keys').send({ role: 'service' }).expect(201);
    // The window may end in between.
    for (let n = 0, status = 200; status === 200 && n <= 2 * REQUESTS; n += 1) {
      ({ status } = await call('get', `/history/carol?limit=1`, service.key));
    }
  });

  it('has answered every operation of the document, and every documented 4xx', () => {
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item) as Documented[]);
    const passed = [...proxy.passed].map((one) => one.split(' ') as [string, string]);
    const succeeded = passed.filter(([, status]) => status.startsWith('2')).map(([operationId]) => operationId);
    expect(operations.map(({ operationId }) => operationId).filter((id) => !succeeded.includes(id))).toEqual([]);
    const statuses = new Set(operations.flatMap(({ responses }) => Object.keys(responses)));
    const refused = new Set(passed.map(([, status]) => status).filter((status) => status.startsWith('4')));
    expect([...refused].sort()).toEqual([...statuses].filter((status) => status.startsWith('4')).sort());
  });
});
