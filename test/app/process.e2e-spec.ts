import { recordsIn } from '../support/audit.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { LoginServer, newSigningKey, sign } from '../support/login-server.js';
import { Program } from '../support/process.js';
import { newApiKey, simulatorUrl } from '../support/service.js';
import { SimulatorClient } from '../../src/simulator/index.js';

describe('node dist/main.js', () => {
  let database: TestDatabase;
  let key: string;
  beforeEach(async () => {
    database = await createDatabase({ isEmpty: true });
    key = newApiKey();
  });
  afterEach(() => database.drop());

  const environment = () => ({
    DATABASE_URL: database.url,
    ANTHROPIC_API_KEY: key,
    ANTHROPIC_BASE_URL: simulatorUrl(),
  });
  const analyze = (url: string, text: string) =>
    fetch(`${url}/analyze/alice`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    });

  it('serves, and keeps what it stored across a restart', async () => {
    const first = new Program('main.js', environment());
    expect((await analyze(await first.url(), 'kept')).status).toBe(201);
    first.kill('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    const second = new Program('main.js', environment());
    expect((await analyze(await second.url(), 'kept')).status).toBe(200);
    second.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
  });

  it('finishes the requests in flight when it is told to stop, and takes no new one', async () => {
    const claude = new SimulatorClient(simulatorUrl(), key);
    await claude.script([{ hold: 'gate' }]);
    const program = new Program('main.js', environment());
    const url = await program.url();
    const answer = analyze(url, 'in flight');
    await claude.waitForInFlight(1);
    program.kill('SIGTERM');
    await untilRefused(url);
    await claude.release('gate');
    expect((await answer).status).toBe(201);
    expect((await answer).headers.get('x-request-id')).toBeTruthy();
    expect((await program.ended).code).toBe(0);
  });

  it('records what was read last when it is told to stop', async () => {
    const program = new Program('main.js', environment());
    const url = await program.url();
    const reads = Array.from({ length: 1_200 }, (_, n) => fetch(`${url}/history/user-${n}`));
    expect((await Promise.all(reads)).map(({ status }) => status)).toEqual(reads.map(() => 200));
    program.kill('SIGTERM');
    expect((await program.ended).code).toBe(0);
    const listed = (await recordsIn(database)).filter(({ action }) => action === 'results.listed');
    expect(new Set(listed.map(({ user_id }) => user_id)).size).toBe(1_200);
  });

  it('migrates an empty database once when replicas start together', async () => {
    const replicas = Array.from({ length: 3 }, () => new Program('main.js', environment()));
    const urls = await Promise.all(replicas.map((replica) => replica.url()));
    expect((await analyze(urls[0] ?? '', 'shared')).status).toBe(201);
    expect((await analyze(urls[2] ?? '', 'shared')).status).toBe(200);
    for (const replica of replicas) replica.kill('SIGTERM');
    for (const replica of replicas) expect((await replica.ended).code).toBe(0);
  });

  it('does not start on a schema that is behind when DATABASE_MIGRATE is false', async () => {
    const program = new Program('main.js', { ...environment(), DATABASE_MIGRATE: 'false' });
    expect((await program.ended).code).toBe(1);
    expect(program.output).toContain('reprise migrate');
  });

  it('checks tokens by the keys of a login server, on every address', async () => {
    const signing = await newSigningKey('key-1', 'RS256');
    const login = await LoginServer.start(signing);
    const program = new Program('main.js', { ...environment(), ...login.env, HOST: '0.0.0.0' });
    const { port } = new URL(await program.url());
    const exp = Math.floor(Date.now() / 1000) + 60;
    const token = await sign(signing, { iss: login.issuer, aud: login.audience, sub: 'alice', tenant: 'acme', exp });
    const ask = async (credential: string) => {
      const headers = { authorization: `Bearer ${credential}` };
      return (await fetch(`http://127.0.0.1:${port}/history/alice`, { headers })).status;
    };
    expect([await ask(token), await ask(`${token}x`)]).toEqual([200, 401]);
    program.kill('SIGTERM');
    expect((await program.ended).code).toBe(0);
    await login.stop();
  });

  it('says in one line what to set when there is no API key', async () => {
    const program = new Program('main.js', { DATABASE_URL: database.url });
    expect((await program.ended).code).toBe(1);
    expect(program.output.trim().split('\n')).toEqual([
      'Reprise cannot start:',
      expect.stringMatching(/^ {2}ANTHROPIC_API_KEY is not set: .*npm run demo/),
    ]);
  });

  it('says so in one line when the database does not answer, without its password', async () => {
    if (database.dialect === 'sqlite') return;
    const program = new Program('main.js', { ...environment(), DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x' });
    expect((await program.ended).code).toBe(1);
    expect(program.output).toContain('DATABASE_URL names a database that does not answer');
    expect(program.output).not.toContain('hunter2');
  });

  it('says so when the port is taken', async () => {
    const first = new Program('main.js', environment());
    const { port } = new URL(await first.url());
    const second = new Program('main.js', { ...environment(), PORT: port });
    expect((await second.ended).code).toBe(1);
    expect(second.output).toContain('PORT is taken');
    first.kill('SIGTERM');
    await first.ended;
  });
});

describe('node dist/demo.js', () => {
  it('answers without a key, and says loudly that the answers are simulated', async () => {
    const program = new Program('demo.js', {});
    const url = await program.url();
    expect(program.output).toContain('SIMULATED');
    const answer = await fetch(`${url}/analyze/alice`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"hello"}',
    });
    expect(answer.status).toBe(201);
    program.kill('SIGTERM');
    expect((await program.ended).code).toBe(0);
  });

  it('is refused under NODE_ENV=production', async () => {
    const program = new Program('demo.js', { NODE_ENV: 'production' });
    expect((await program.ended).code).toBe(1);
    expect(program.output).toContain('NODE_ENV=production');
  });
});

/** Until the server takes no new connection: the moment from which its stop is under way. */
async function untilRefused(url: string): Promise<void> {
  for (;;) {
    try {
      await (await fetch(`${url}/health/live`, { headers: { connection: 'close' } })).text();
    } catch {
      return;
    }
  }
}
