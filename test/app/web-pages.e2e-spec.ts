import { once } from 'node:events';
import { connect } from 'node:net';
import { sendRaw } from '../support/raw-request.js';
import { type Service, startService } from '../support/service.js';

const EVIL = 'rebind.evil.example';

/** Requests that a malicious web page could make a browser send, and that must be refused. */
const WANTED = [
  ['GET', '/history/alice', null],
  ['DELETE', '/users/alice', null],
  ['POST', '/keys', { role: 'admin' }],
  ['GET', '/metrics', null],
  ['GET', '/openapi.json', null],
  ['GET', '/health/live', null],
  ['GET', '/no/such/route', null],
  ['OPTIONS', '/history/alice', null],
] as const;

describe('a web page, with AUTH_MODE=none,', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ env: { ALLOWED_HOSTS: 'reprise.example', TRUST_PROXY: '1' } });
    await service.analyze('alice', { text: 'private' }).expect(201);
  });
  afterAll(() => service.stop());

  const send = (
    headers: Record<string, string | string[]>,
    [method, path, body]: readonly [string, string, object | null],
  ) =>
    sendRaw(service.url, {
      method,
      path,
      body: body && Buffer.from(JSON.stringify(body)),
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    });

  it.each([
    ['under a name that it has pointed here', { host: EVIL }],
    ['under such a name and a port', { host: `${EVIL}:3000` }],
    ['under such a name, with a forwarded one', { host: EVIL, 'x-forwarded-host': 'localhost' }],
    ['with a forwarded name only', { host: 'localhost', 'x-forwarded-host': EVIL }],
    ['from another origin', { origin: 'https://evil.example' }],
    ['from another port', { origin: 'http://127.0.0.1:1' }],
    ['from no origin', { origin: 'null' }],
    ['from another site, without saying its origin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ])('%s can read nothing, change nothing and make no key', async (_name, headers) => {
    const given = { host: new URL(service.url).host, ...headers };
    for (const wanted of WANTED) {
      const { status, text, headers: answered } = await send(given, wanted);
      const { code, detail } = JSON.parse(text) as { code: string; detail: string };
      expect([wanted, status, code]).toEqual([wanted, 403, 'forbidden']);
      expect(detail).not.toContain('evil');
      expect(Object.keys(answered).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    const { body } = await service.call('GET', '/history/alice').expect(200);
    expect(body.data).toHaveLength(1);
    expect((await service.call('GET', '/keys').expect(200)).body.data).toEqual([]);
  });

  it('may link to the documentation, which then works under its own origin', async () => {
    const host = `localhost:${new URL(service.url).port}`;
    const navigation = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(await send({ host, ...navigation }, ['GET', '/docs', null])).toMatchObject({ status: 200 });
    const own = { host, 'sec-fetch-site': 'same-origin', origin: `http://${host}` };
    expect(await send(own, ['GET', '/docs/swagger-ui-init.js', null])).toMatchObject({ status: 200 });
    expect(await send(own, ['POST', '/analyze/bob', { text: 'tried out' }])).toMatchObject({ status: 201 });
  });

  it('is served under the names of ALLOWED_HOSTS, forwarded by a proxy or not', async () => {
    const history = ['GET', '/history/alice', null] as const;
    const origin = 'https://reprise.example';
    expect(await send({ host: 'Reprise.Example.' }, history)).toMatchObject({ status: 200 });
    expect(await send({ host: 'reprise.example', origin }, history)).toMatchObject({ status: 200 });
    expect(await send({ host: '127.0.0.1', 'x-forwarded-host': 'reprise.example', origin }, history)).toMatchObject({
      status: 200,
    });
  });

  it.each([
    ['HTTP/1.0 without a host', 'GET /history/alice HTTP/1.0\r\n\r\n', 403],
    ['two hosts', `GET /history/alice HTTP/1.0\r\nHost: localhost\r\nHost: ${EVIL}\r\n\r\n`, 400],
    ['a host that is none', 'GET /history/alice HTTP/1.1\r\nHost: localhost/x\r\nConnection: close\r\n\r\n', 400],
    ['another target', `GET http://${EVIL}/history/alice HTTP/1.0\r\nHost: localhost\r\n\r\n`, 403],
  ])('is refused with %s', async (_name, request, status) => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.write(request);
    await once(socket, 'close');
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain('application/problem+json');
    expect(answer).not.toContain('private');
  });
});

describe('an unknown host', () => {
  it('is served if authentication is required, unless ALLOWED_HOSTS lists the known hosts', async () => {
    const asked = {
      method: 'GET',
      path: '/history/alice',
      body: null,
      headers: { host: 'any.example', origin: 'null' },
    };
    const anyHost = await startService({ env: { AUTH_MODE: 'api-key' } });
    expect(await sendRaw(anyHost.url, asked)).toMatchObject({ status: 401 });
    await anyHost.stop();
    const named = await startService({ env: { AUTH_MODE: 'api-key', ALLOWED_HOSTS: 'reprise.example,[fd00::1]' } });
    const statuses = ['any.example', 'reprise.example', '[fd00:0::1]:80', 'localhost'].map(async (host) => {
      return (await sendRaw(named.url, { ...asked, headers: { host } })).status;
    });
    expect(await Promise.all(statuses)).toEqual([403, 401, 401, 401]);
    await named.stop();
  });
});
