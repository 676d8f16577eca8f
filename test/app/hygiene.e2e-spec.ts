import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { getDataSourceToken } from '@nestjs/typeorm';
import request from 'supertest';
import type { DataSource } from 'typeorm';
import { type Service, startService } from '../support/service.js';
import { Talk } from '../support/talk.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const NO_SUCH_ID = '01a206d0-3980-74cc-b8c9-a31c0612d36f';
const CANARY = 'canary-7f3a91';
/** Makes storing a message fail with an error that quotes it. */
const QUOTES_MESSAGES = {
  sqlite: 'CREATE TRIGGER quotes BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, NEW.text); END',
  postgres: 'ALTER TABLE messages ALTER COLUMN text TYPE integer USING 0',
};

describe('the HTTP interface', () => {
  let service: Service;
  let talk: Talk;
  beforeAll(async () => {
    service = await startService();
    talk = await Talk.begin(service);
  });
  afterAll(() => service.stop());

  const post = (body: string | Buffer, headers: Record<string, string> = JSON_TYPE, path = '/analyze/alice') =>
    request(service.url)
      .post(path)
      .set(headers)
      .serialize((raw) => raw as never)
      .send(body as never);

  const deep = (levels: number) => `{"text":"x","metadata":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;

  const BAD_BODIES = [
    ['broken JSON', '{"text":', 400, 'validation_failed'],
    ['no body', '', 400, 'validation_failed'],
    ['an array', '[]', 400, 'validation_failed'],
    ['null', 'null', 400, 'validation_failed'],
    ['a string', '"text"', 400, 'validation_failed'],
    ['U+0000', '{"text":"a\\u0000b"}', 400, 'validation_failed'],
    ['half a surrogate pair', '{"text":"a\\ud800b"}', 400, 'validation_failed'],
    ['half a surrogate pair in a name', '{"text":"a","metadata":{"\\udc00":"x"}}', 400, 'validation_failed'],
    ['invalid UTF-8', '{"text":"\xff\xfe"}', 400, 'validation_failed'],
    ['65 levels of nesting', deep(65), 400, 'validation_failed'],
    ['100,000 levels of nesting', deep(100_000), 400, 'validation_failed'],
    ['__proto__', '{"text":"a","__proto__":{"cache":"off"}}', 400, 'validation_failed'],
    ['a body of over 1 MB', JSON.stringify({ text: 'x', system: 'y'.repeat(1_048_576) }), 413, 'payload_too_large'],
  ] as const;

  it.each(BAD_BODIES)('answers %s with a problem', async (_name, body, status, code) => {
    const addresses = [
      ['/analyze/alice', 'text'],
      ['/conversations', 'user_id'],
      [`${talk.path}/messages`, 'content'],
    ] as const;
    for (const [path, field] of addresses) {
      const answer = await post(Buffer.from(body.replaceAll('"text"', `"${field}"`), 'latin1'), JSON_TYPE, path)
        .expect(status)
        .expect('content-type', /^application\/problem\+json/);
      expect(answer.body).toMatchObject({ status, code, instance: path });
      expect(answer.headers['x-request-id']).toBeTruthy();
    }
  });

  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['UTF-16', { 'content-type': 'application/json; charset=utf-16' }],
    ['an unknown encoding', { ...JSON_TYPE, 'content-encoding': 'zzz' }],
  ])('answers %s with 415', async (_name, headers) => {
    const { body } = await post('text=x', headers).expect(415);
    expect(body.code).toBe('unsupported_media_type');
  });

  it('accepts JSON with a charset, and compressed JSON', async () => {
    const body = Buffer.from('{"text":"packed"}');
    await post(body, { 'content-type': 'application/json; charset=UTF-8' }).expect(201);
    await post(gzipSync(body), { ...JSON_TYPE, 'content-encoding': 'gzip' }).expect(200);
  });

  it('refuses a small body that decompresses to a large one', async () => {
    const bomb = gzipSync(Buffer.from(`{"text":"${'x'.repeat(50_000_000)}"}`));
    await post(bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' }).expect(413);
  });

  it.each([
    ['GET', '/analyze/alice', 'POST'],
    ['PUT', '/history/alice', 'DELETE, GET, HEAD'],
    ['OPTIONS', '/history/alice', 'DELETE, GET, HEAD'],
    ['POST', `/results/${NO_SUCH_ID}`, 'GET, HEAD'],
    ['DELETE', '/health/live', 'GET, HEAD'],
    ['OPTIONS', '/conversations', 'GET, HEAD, POST'],
    ['PUT', `/conversations/${NO_SUCH_ID}`, 'DELETE, GET, HEAD, PATCH'],
    ['DELETE', `/conversations/${NO_SUCH_ID}/messages`, 'GET, HEAD, POST'],
    ['GET', `/conversations/${NO_SUCH_ID}/fork`, 'POST'],
    ['PATCH', `/conversations/${NO_SUCH_ID}/messages/${NO_SUCH_ID}/regenerate`, 'POST'],
  ] as const)('answers %s %s with 405 and what is allowed', async (method, path, allow) => {
    const { body, headers } = await service.call(method, path).expect(405);
    expect(body.code).toBe('method_not_allowed');
    expect(headers['allow']).toBe(allow);
  });

  it.each([
    '/',
    '/nope',
    '/results',
    '/analyze',
    '/history/alice/extra',
    '/%2e%2e/history',
    '/conversations/a/b',
    `/conversations/${NO_SUCH_ID}/messages/${NO_SUCH_ID}`,
  ])('answers %s with 404: there is no such route', async (path) => {
    const { body } = await service.call('GET', path).expect(404);
    expect(body).toMatchObject({ code: 'not_found', status: 404 });
  });

  it.each(['%zz', '%c0%af', '%00', '9'.repeat(5000)])('answers an id of %s with 400', async (id) => {
    for (const path of [`/results/${id}`, `/conversations/${id}`, `/conversations/${id}/messages`]) {
      await service.call('GET', path).expect(400);
    }
  });

  it('returns a valid request id unchanged and replaces any other', async () => {
    const idOf = async (given: string) =>
      (await service.call('GET', '/health/live').set('x-request-id', given)).headers['x-request-id'];
    expect(await idOf('trace-7/a.b:c')).toBe('trace-7/a.b:c');
    for (const insane of ['', 'a b', 'x'.repeat(129), '"><script>', 'ü']) {
      expect(await idOf(insane)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('sends the security headers of helmet and does not name its framework', async () => {
    const { headers } = await service.call('GET', '/health/live').expect(200);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it.each([
    ['what is not HTTP', 'hello\r\n\r\n', 'HTTP/1.1 400'],
    ['32 KB of headers', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(32_768)}\r\n\r\n`, 'HTTP/1.1 431'],
  ])('answers %s with a problem too', async (_name, bytes, start) => {
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer.startsWith(start)).toBe(true);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('X-Request-Id: ');
  });

  it('stores nothing of the refused requests', async () => {
    const { body } = await service.call('GET', '/history/alice').expect(200);
    expect(body.data.map(({ input_text }: { input_text: string }) => input_text)).toEqual(['packed']);
    expect(await talk.tree()).toEqual([]);
    expect((await talk.read()).title).toBeNull();
    const { body: page } = await service.call('GET', '/conversations?user_id=alice').expect(200);
    expect(page.data.map(({ id }: { id: string }) => id)).toEqual([talk.id]);
  });

  it('returns a Location at which the created resource can be read', async () => {
    const located = async ({ headers }: { headers: Record<string, string> }): Promise<unknown> =>
      (await service.call('GET', headers['location'] ?? '').expect(200)).body;
    const created = await service.call('POST', '/conversations').send({ user_id: 'bob' }).expect(201);
    expect(await located(created)).toEqual(created.body);
    const own = new Talk(service, created.body.id);
    const posted = await own.post('one').expect(201);
    const { user_message: prompt, assistant_message: first } = posted.body;
    expect(await located(posted)).toMatchObject({ data: [prompt, first] });
    const again = await own.regenerate(first.id).expect(201);
    expect(await located(again)).toMatchObject({ data: [prompt, again.body.assistant_message] });
    expect(await located(posted)).toMatchObject({ data: [prompt, first] });
    const forked = await service.call('POST', `${own.path}/fork`).send({ message_id: first.id }).expect(201);
    expect(await located(forked)).toEqual(forked.body);
  });
});

describe('the log', () => {
  let service: Service;
  let talk: Talk;
  beforeAll(async () => {
    service = await startService({ env: { CLAUDE_MAX_RETRIES: '0' } });
    talk = await Talk.begin(service, { title: CANARY, system: CANARY, metadata: { ticket: CANARY } });
  });
  afterAll(() => service.stop());

  /** @returns the log, after checking that it contains no text of a client or of Claude */
  const logged = (): string => {
    expect(service.log.filter((line) => /canary|test-key/.test(line))).toEqual([]);
    return service.log.join('');
  };

  it('contains no content of a conversation: no titles, system texts, metadata, messages, answers or keys', async () => {
    await service
      .call('PATCH', talk.path)
      .send({ title: `${CANARY} again` })
      .expect(200);
    const { assistant_message: answer } = await talk.say(CANARY);
    expect(answer.text).toContain(CANARY);
    await talk.regenerate(answer.id, { stream: true }).expect(200);
    const fork = await talk.fork(answer.id, { title: CANARY });
    await fork.post(CANARY).set('Idempotency-Key', CANARY).expect(201);
    await service.call('GET', `/conversations?user_id=alice&q=${CANARY}`).expect(200);
    await service.call('DELETE', fork.path).expect(204);
    expect(logged()).toContain(`"path":"${talk.path}/messages"`);
  });

  it('contains no content if a request is refused or Claude fails', async () => {
    await talk.post(CANARY, { parent_id: CANARY }).expect(400);
    await talk.post(CANARY, { [CANARY]: 1 }).expect(400);
    await request(service.url).post(`${talk.path}/messages`).set(JSON_TYPE).send(`{"content":"${CANARY}`).expect(400);
    await service.call('GET', `/conversations?user_id=alice&q=${CANARY}&cursor=${CANARY}`).expect(400);
    const failures = [
      [{ status: 400, message: CANARY }, 400],
      [{ status: 500, message: CANARY }, 502],
      [{ status: 529, message: CANARY }, 503],
      [{ cut: 'after_headers' }, 502],
      [{ text: CANARY, stop_reason: 'refusal' }, 422],
    ] as const;
    for (const [step, status] of failures) {
      await service.claude.script([step]);
      await talk.post(CANARY).expect(status);
    }
    await service.claude.script([{ text: CANARY.repeat(9), cut: { after_events: 4 } }]);
    const { text } = await talk.post(CANARY, { stream: true }).expect(200);
    expect(text).toContain('event: error');
    expect(logged()).toContain('"status":422');
  });

  it('contains no content if the database fails with an error that quotes values', async () => {
    await service.app.get<DataSource>(getDataSourceToken()).query(QUOTES_MESSAGES[service.database.dialect]);
    // Not through `call`, which accepts documented statuses only: no operation documents a 500.
    const post = request(service.url).post(`${talk.path}/messages`);
    await post.send({ content: CANARY, parent_id: null }).expect(500);
    expect(logged()).toContain('"code":"internal_error"');
  });
});

describe('the operations routes', () => {
  it('report liveness and readiness without revealing the database URL', async () => {
    const service = await startService();
    await service.call('GET', '/health/live').expect(200, { status: 'ok' });
    await service.call('GET', '/health/ready').expect(200, { status: 'ok' });
    const metrics = await service.call('GET', '/metrics').expect(200);
    expect(metrics.text).toContain(
      'reprise_http_request_duration_seconds_bucket{le="0.005",method="GET",route="/health/live",status="200"}',
    );
    await request(service.url).get('/docs').expect(200);
    const { body } = await request(service.url).get('/openapi.json').expect(200);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/analyze/{user_id}', '/history/{user_id}', '/results/{id}']),
    );
    await service.stop();
  });

  it('serve only the files of Swagger UI, with caching', async () => {
    const service = await startService();
    const get = (path: string) => request(service.url).get(path);
    const page = await get('/docs/')
      .expect(200)
      .expect('Content-Type', /^text\/html/);
    const files = [...page.text.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files).toEqual(expect.arrayContaining(['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-init.js']));
    for (const file of files) await get(`/docs/${file}`).expect(200);
    const { headers } = await get('/docs/swagger-ui.css').expect('Content-Type', /^text\/css/);
    await get('/docs/swagger-ui.css').set('If-None-Match', String(headers['etag'])).expect(304);
    for (const file of ['package.json', 'nothing.js', '..%2fpackage.json', '..%2f..%2fhelmet%2findex.cjs'])
      await service.call('GET', `/docs/${file}`).expect(404);
    await service.stop();
  });

  it('can be disabled', async () => {
    const service = await startService({ env: { DOCS_ENABLED: 'false', METRICS_ENABLED: 'false' } });
    for (const path of ['/docs', '/openapi.json', '/metrics']) await service.call('GET', path).expect(404);
    await service.stop();
  });
});
