import { exportSPKI, type JWTPayload, SignJWT } from 'jose';
import { makeKey } from '../support/keys.js';
import { LoginServer, newSigningKey, sign, type SigningKey } from '../support/login-server.js';
import { type Service, startService } from '../support/service.js';

const OWN = '/history/alice';
/** The time in milliseconds within which an unknown key does not cause another read of the keys. */
const COOLDOWN_MS = 30_000;

describe('tokens of a login server', () => {
  let key: SigningKey;
  let login: LoginServer;
  let service: Service;
  beforeAll(async () => {
    key = await newSigningKey('key-1');
  });
  beforeEach(async () => {
    login = await LoginServer.start(key);
    service = await startService({ env: login.env });
  });
  afterEach(async () => {
    await service.stop();
    await login.stop();
  });

  const seconds = () => Math.floor(service.clock.now().getTime() / 1000);
  const claims = (more: JWTPayload = {}): JWTPayload => ({
    iss: login.issuer,
    aud: login.audience,
    sub: 'alice',
    tenant: 'acme',
    exp: seconds() + 60,
    ...more,
  });
  const without = (name: string): JWTPayload => ({ ...claims(), [name]: undefined });
  const get = (token: string, path = OWN) => service.as(token).call('GET', path);

  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('are accepted if they are signed with %s', async (alg) => {
    const other = await newSigningKey('key-2', alg);
    login.published = [key, other];
    await get(await sign(other, claims())).expect(200);
  });

  it.each([
    ['no role', {}, 'user'],
    ['user', { role: 'user' }, 'user'],
    ['service', { role: 'service' }, 'service'],
    ['admin', { role: 'admin' }, 'admin'],
    ['several, of which the most powerful counts', { role: ['editor', 'user', 'service'] }, 'service'],
  ])('have the role they name: %s', async (_name, more, role) => {
    const token = await sign(key, claims(more));
    await get(token).expect(200);
    await get(token, '/history/bob').expect(role === 'user' ? 404 : 200);
    await get(token, '/keys').expect(role === 'admin' ? 200 : 403);
  });

  it('give access to their own tenant only', async () => {
    const acme = service.as(await sign(key, claims()));
    const other = service.as(await sign(key, claims({ tenant: 'other' })));
    const { body } = await acme.analyze('alice', { text: 'fox' }).expect(201);
    await other.call('GET', `/results/${body.id}`).expect(404);
    await acme.call('GET', `/results/${body.id}`).expect(200);
    expect((await other.call('GET', OWN).expect(200)).body.data).toEqual([]);
  });

  it('are refused with the same error, whatever is wrong with them', async () => {
    const stranger = await newSigningKey('key-1');
    const whole = await sign(key, claims());
    const [head = '', body = '', signature = ''] = whole.split('.');
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const secret = Buffer.from(await exportSPKI(key.publicKey));
    const symmetric = (alg: string) => new SignJWT(claims()).setProtectedHeader({ alg, kid: 'key-1' }).sign(secret);
    const refused: Record<string, string> = {
      'no signature': `${encode({ alg: 'none' })}.${body}.`,
      'the algorithm none beside a signature': `${encode({ alg: 'none', kid: 'key-1' })}.${body}.${signature}`,
      'the public key as a secret': await symmetric('HS256'),
      'another key under the same name': await sign(stranger, claims()),
      'a key embedded in the token': await sign(stranger, claims(), { jwk: stranger.jwk }),
      'an address of keys in the token': await sign(stranger, claims(), { jku: 'http://127.0.0.1:1/keys' }),
      'an unknown critical header': `${encode({ alg: 'ES256', kid: 'key-1', crit: ['x'], x: 1 })}.${body}.${signature}`,
      'other claims than were signed': `${head}.${encode(claims({ role: 'admin' }))}.${signature}`,
      'a part too many': `${whole}.${signature}`,
      'a part too few': `${head}.${body}`,
      'no JSON': `${head}.AAAA.${signature}`,
      'another issuer': await sign(key, claims({ iss: 'https://evil.example.com/' })),
      'the issuer without its slash': await sign(key, claims({ iss: login.issuer.slice(0, -1) })),
      'another audience': await sign(key, claims({ aud: ['other', 'repriseX'] })),
      'no issuer': await sign(key, without('iss')),
      'no audience': await sign(key, without('aud')),
      'no end': await sign(key, without('exp')),
      'an end that is not a number': await sign(key, { ...claims(), exp: '2099-01-01' as never }),
      'no subject': await sign(key, without('sub')),
      'no tenant': await sign(key, without('tenant')),
      'an empty tenant': await sign(key, claims({ tenant: '' })),
      'an invalid tenant': await sign(key, claims({ tenant: 'acme/../other' })),
      'two tenants': await sign(key, claims({ tenant: ['acme', 'other'] })),
      'an unknown role': await sign(key, claims({ role: 'root' })),
      'unknown roles': await sign(key, claims({ role: ['root', 'Admin', ['admin'], { admin: true }] })),
      'no role at all': await sign(key, claims({ role: null })),
      'an invalid user': await sign(key, claims({ sub: 'auth0|alice' })),
      'a user that is a path segment': await sign(key, claims({ sub: '..' })),
    };
    const told = new Set<string>();
    for (const [name, token] of Object.entries(refused)) {
      const answer = await get(token);
      expect([name, answer.status]).toEqual([name, 401]);
      const { 'www-authenticate': asked, 'retry-after': wait } = answer.headers;
      told.add(JSON.stringify([answer.body, asked, wait]));
    }
    expect(told.size).toBe(1);
    await get(whole).expect(200);
  });

  it('may have a subject that is not a user id if they act for every user', async () => {
    await get(await sign(key, claims({ sub: 'auth0|backend', role: 'service' }))).expect(200);
  });

  it('are valid from thirty seconds before their beginning until thirty seconds after their end', async () => {
    const ends = await sign(key, claims({ exp: seconds() + 60 }));
    const begins = await sign(key, claims({ exp: seconds() + 3_600, nbf: seconds() + 90 }));
    service.clock.advance(59_999);
    await get(begins).expect(401);
    service.clock.advance(1);
    await get(begins).expect(200);
    await get(ends).expect(200);
    service.clock.advance(29_999);
    await get(ends).expect(200);
    service.clock.advance(1);
    await get(ends).expect(401);
  });

  it('are accepted under a new key once it is published, without reading the keys again for each unknown key', async () => {
    await get(await sign(key, claims())).expect(200);
    const next = await newSigningKey('key-2');
    const token = await sign(next, claims({ exp: seconds() + 3_600 }));
    login.published = [key, next];
    for (let n = 0; n < 5; n += 1) await get(token).expect(401);
    expect(login.asked).toBe(1);

    service.clock.advance(COOLDOWN_MS - 1);
    await get(token).expect(401);
    expect(login.asked).toBe(1);
    service.clock.advance(1);
    await get(token).expect(200);
    await get(await sign(key, claims())).expect(200);
    expect(login.asked).toBe(2);
  });

  it('are refused under a withdrawn key after at most ten minutes', async () => {
    const token = await sign(key, claims({ exp: seconds() + 3_600 }));
    await get(token).expect(200);
    login.published = [await newSigningKey('key-2')];
    service.clock.advance(599_999);
    await get(token).expect(200);
    service.clock.advance(1);
    await get(token).expect(401);
  });

  it.each([
    ['an error', (reply) => void reply.writeHead(500).end('canary-of-the-login-server')],
    ['something else than keys', (reply) => void reply.end('<html>canary-of-the-login-server</html>')],
    ['an address to go to', (reply) => void reply.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['nothing', (reply) => void reply.destroy()],
    ['nothing for three seconds', () => undefined],
    ['more than any keys take', (reply) => void reply.end(JSON.stringify({ keys: [], canary: 'x'.repeat(262_144) }))],
  ] satisfies [string, NonNullable<LoginServer['answer']>][])(
    'are answered with 503 while the keys cannot be read: the login server answers with %s',
    async (_name, answer) => {
      login.answer = answer;
      const token = await sign(key, claims());
      const { body, headers } = await get(token).expect(503);
      expect(body.code).toBe('identity_unavailable');
      expect(headers['retry-after']).toBe('5');
      expect(JSON.stringify(body) + service.log.join('')).not.toMatch(/canary|127\.0\.0\.1/);
      login.answer = null;
      service.clock.advance(1_000);
      await get(token).expect(200);
    },
  );

  it('stay valid under the keys read before while the login server is away', async () => {
    await get(await sign(key, claims())).expect(200);
    login.answer = (reply) => void reply.destroy();
    await get(await sign(key, claims())).expect(200);
    await get(await sign(await newSigningKey('key-2'), claims())).expect(401);
  });

  it('stay valid for an hour after the last read of the keys while the login server is away, and no longer', async () => {
    const token = await sign(key, claims({ exp: seconds() + 7_200 }));
    const unknown = await sign(await newSigningKey('key-2'), claims({ exp: seconds() + 7_200 }));
    await get(token).expect(200);
    login.answer = (reply) => void reply.destroy();
    service.clock.advance(3_599_999);
    for (let n = 0; n < 3; n += 1) await get(token).expect(200);
    await get(unknown).expect(503);
    service.clock.advance(1);
    await get(token).expect(503);
    login.answer = null;
    service.clock.advance(60_000);
    await get(token).expect(200);
    await get(unknown).expect(401);
  });

  it('cause increasingly rare reads of the keys while the login server is away, whatever tokens are sent', async () => {
    login.answer = (reply) => void reply.writeHead(500).end();
    const token = await sign(key, claims({ exp: seconds() + 3_600 }));
    const garbage = await sign(await newSigningKey('key-2'), claims({ kid: 'key-2', exp: seconds() + 3_600 }));
    const askedAfter = async (ms: number) => {
      service.clock.advance(ms);
      await Promise.all([token, garbage, token, garbage, `${garbage}x`].map((sent) => get(sent)));
      await get(garbage);
      return login.asked;
    };
    expect([await askedAfter(0), await askedAfter(999), await askedAfter(1)]).toEqual([1, 1, 2]);
    expect([await askedAfter(1_999), await askedAfter(1)]).toEqual([2, 3]);
    for (let n = 0; n < 5; n += 1) await askedAfter(60_000);
    expect([await askedAfter(59_999), await askedAfter(1)]).toEqual([8, 9]);
    login.answer = null;
    service.clock.advance(60_000);
    await get(token).expect(200);
  });

  it('are accepted in Authorization only, and API keys have no effect', async () => {
    const token = await sign(key, claims());
    await service.call('GET', OWN).set('X-Api-Key', token).expect(401);
    const { key: apiKey } = await makeKey(service, 'admin');
    await get(apiKey).expect(401);
    await get(token).set('X-Api-Key', apiKey).expect(200);
  });

  it('do not appear in the log', async () => {
    const token = await sign(key, claims());
    await get(token).expect(200);
    await get(`${token}x`).expect(401);
    const [, body = '', signature = ''] = token.split('.');
    expect(service.log.join('')).not.toContain(body);
    expect(service.log.join('')).not.toContain(signature);
    expect(service.log.length).toBeGreaterThan(2);
  });
});

describe('claims with configured names', () => {
  it('are found only under exactly those names', async () => {
    const key = await newSigningKey('key-1');
    const login = await LoginServer.start(key);
    const names = { AUTH_TENANT_CLAIM: 'https://example.com/tenant', AUTH_ROLE_CLAIM: 'constructor' };
    const service = await startService({ env: { ...login.env, ...names } });
    const exp = Math.floor(service.clock.now().getTime() / 1000) + 60;
    const claims = { iss: login.issuer, aud: login.audience, sub: 'alice', exp };
    const get = async (more: JWTPayload) =>
      (await service.as(await sign(key, { ...claims, ...more })).call('GET', OWN)).status;

    expect(await get({ [names.AUTH_TENANT_CLAIM]: 'acme' })).toBe(200);
    expect(await get({ [names.AUTH_TENANT_CLAIM]: 'acme', constructor: 'root' })).toBe(401);
    expect(await get({ tenant: 'acme' })).toBe(401);
    await service.stop();
    await login.stop();
  });
});
