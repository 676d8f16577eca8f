import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { type Service, startService } from './support/service.js';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('the edge of the service', () => {
  let service: Service;
  beforeAll(async () => void (service = await startService()));
  afterAll(() => service.stop());

  const post = (body: string | Buffer, headers: Record<string, string> = JSON_TYPE, path = '/analyze/alice') =>
    request(service.url)
      .post(path)
      .set(headers)
      .serialize((raw) => raw as never)
      .send(body as never);

  const deep = (levels: number) => `{"text":"x","metadata":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;

  it.each([
    ['broken JSON', '{"text":', 400, 'validation_failed'],
    ['no body', '', 400, 'validation_failed'],
    ['an array', '[]', 400, 'validation_failed'],
    ['null', 'null', 400, 'validation_failed'],
    ['a string', '"text"', 400, 'validation_failed'],
    ['U+0000', '{"text":"a\\u0000b"}', 400, 'validation_failed'],
    ['half a surrogate pair', '{"text":"a\\ud800b"}', 400, 'validation_failed'],
    ['half a surrogate pair in a name', '{"text":"a","metadata":{"\\udc00":"x"}}', 400, 'validation_failed'],
    ['invalid UTF-8', Buffer.from('{"text":"\xff\xfe"}', 'latin1'), 400, 'validation_failed'],
    ['65 levels of nesting', deep(65), 400, 'validation_failed'],
    ['100,000 levels of nesting', deep(100_000), 400, 'validation_failed'],
    ['__proto__', '{"text":"a","__proto__":{"cache":"off"}}', 400, 'validation_failed'],
    ['a body of over 1 MB', JSON.stringify({ text: 'x', system: 'y'.repeat(1_048_576) }), 413, 'payload_too_large'],
  ])('answers %s with a problem', async (_name, body, status, code) => {
    const answer = await post(body)
      .expect(status)
      .expect('content-type', /^application\/problem\+json/);
    expect(answer.body).toMatchObject({ status, code, instance: '/analyze/alice' });
    expect(answer.headers['x-request-id']).toBeTruthy();
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

  it('takes JSON with its charset named, and compressed', async () => {
    const body = Buffer.from('{"text":"packed"}');
    await post(body, { 'content-type': 'application/json; charset=UTF-8' }).expect(201);
    await post(gzipSync(body), { ...JSON_TYPE, 'content-encoding': 'gzip' }).expect(200);
  });

  it('does not unpack a small body into a large one', async () => {
    const bomb = gzipSync(Buffer.from(`{"text":"${'x'.repeat(50_000_000)}"}`));
    await post(bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' }).expect(413);
  });

  it.each([
    ['GET', '/analyze/alice', 'POST'],
    ['PUT', '/history/alice', 'DELETE, GET, HEAD'],
    ['OPTIONS', '/history/alice', 'DELETE, GET, HEAD'],
    ['POST', '/results/01a206d0-3980-74cc-b8c9-a31c0612d36f', 'GET, HEAD'],
    ['DELETE', '/health/live', 'GET, HEAD'],
  ] as const)('answers %s %s with 405 and what is allowed', async (method, path, allow) => {
    const { body, headers } = await service.call(method, path).expect(405);
    expect(body.code).toBe('method_not_allowed');
    expect(headers['allow']).toBe(allow);
  });

  it.each(['/', '/nope', '/results', '/analyze', '/history/alice/extra', '/%2e%2e/history'])(
    'knows no route %s',
    async (path) => {
      const { body } = await service.call('GET', path).expect(404);
      expect(body).toMatchObject({ code: 'not_found', status: 404 });
    },
  );

  it.each(['/results/%zz', '/results/%c0%af', '/results/%00', `/results/${'9'.repeat(5000)}`])(
    'answers %s with 400',
    async (path) => {
      await service.call('GET', path).expect(400);
    },
  );

  it('gives back a sane request id and replaces any other', async () => {
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

  it('stores nothing of all that', async () => {
    const { body } = await service.call('GET', '/history/alice').expect(200);
    expect(body.data.map(({ input_text }: { input_text: string }) => input_text)).toEqual(['packed']);
  });
});

describe('operations', () => {
  it('are live and ready, and hide how the database is reached', async () => {
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

  it('can be switched off', async () => {
    const service = await startService({ env: { DOCS_ENABLED: 'false', METRICS_ENABLED: 'false' } });
    for (const path of ['/docs', '/openapi.json', '/metrics']) await service.call('GET', path).expect(404);
    await service.stop();
  });
});
