import { explain } from '../../src/app/explain.js';
import { readSettings } from '../../src/app/app.env.js';
import { createApp } from '../../src/app/create-app.js';
import { createLogger } from '../../src/app/logger.js';
import { recordsIn } from '../support/audit.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { LoginServer, newSigningKey, sign } from '../support/login-server.js';
import { Program } from '../support/process.js';
import { RUN_ENV } from '../support/run.js';
import { newApiKey, simulatorUrl } from '../support/service.js';
import { SimulatorClient } from '../../src/simulator/index.js';

declare const DIALECT: 'sqlite' | 'postgres';

/** Each test uses the processes and the database that the tests before it left. */
describe('node dist/main.js', () => {
  let database: TestDatabase;
  let first: Program;
  let second: Program;
  const key = newApiKey();
  const claude = new SimulatorClient(simulatorUrl(), key);
  beforeAll(async () => {
    database = await createDatabase({ isEmpty: true });
    [first, second] = [1, 2].map(() => new Program('main.js', environment())) as [Program, Program];
    await Promise.all([first.url(), second.url()]);
  });
  afterAll(() => database.drop());

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

  it('migrates an empty database once when replicas start at the same time, and the replicas share their data', async () => {
    expect((await analyze(await first.url(), 'shared')).status).toBe(201);
    expect((await analyze(await second.url(), 'shared')).status).toBe(200);
  });

  it('reports a port that is in use, and exits with 1', async () => {
    const { port } = new URL(await first.url());
    const third = new Program('main.js', { ...environment(), PORT: port });
    expect((await third.ended).code).toBe(1);
    expect(third.stderr).toBe(
      `Reprise cannot start:\n  PORT ${port} on 127.0.0.1 is in use by another program: stop it, or set another PORT or HOST\n`,
    );
    expect(third.stdout).not.toContain('Nest reported an error');
  });

  it('finishes the requests in flight on SIGTERM, and accepts no new ones', async () => {
    await claude.script([{ hold: 'gate' }]);
    const url = await first.url();
    const answer = analyze(url, 'in flight');
    await claude.waitForInFlight(1);
    first.kill('SIGTERM');
    await untilRefused(url);
    await claude.release('gate');
    expect((await answer).status).toBe(201);
    expect((await answer).headers.get('x-request-id')).toBeTruthy();
    expect(await first.ended).toEqual({ code: 0, signal: null });
  });

  it('records the last read on SIGTERM', async () => {
    const url = await second.url();
    for (let wave = 0; wave < 6; wave += 1) {
      const reads = Array.from({ length: 200 }, (_, n) => fetch(`${url}/history/user-${wave * 200 + n}`));
      expect((await Promise.all(reads)).map(({ status }) => status)).toEqual(reads.map(() => 200));
    }
    second.kill('SIGTERM');
    expect(await second.ended).toEqual({ code: 0, signal: null });
    const listed = (await recordsIn(database)).filter(({ action }) => action === 'results.listed');
    expect(new Set(listed.map(({ user_id }) => user_id)).size).toBe(1_200);
  });

  it('keeps its data across a restart, and verifies tokens with the keys of a login server on every address', async () => {
    const signing = await newSigningKey('key-1', 'RS256');
    const login = await LoginServer.start(signing);
    const program = new Program('main.js', { ...environment(), ...login.env, HOST: '0.0.0.0' });
    const { port } = new URL(await program.url());
    const exp = Math.floor(Date.now() / 1000) + 600;
    const tokenOf = (tenant: string) =>
      sign(signing, { iss: login.issuer, aud: login.audience, sub: 'alice', tenant, exp });
    const ask = (credential: string) =>
      fetch(`http://127.0.0.1:${port}/history/alice`, { headers: { authorization: `Bearer ${credential}` } });
    const token = await tokenOf('default');
    expect([(await ask(token)).status, (await ask(`${token}x`)).status]).toEqual([200, 401]);
    const kept = (await (await ask(token)).json()) as { data: { input_text: string }[] };
    expect(kept.data).toHaveLength(2);
    const other = (await (await ask(await tokenOf('acme'))).json()) as typeof kept;
    expect(other.data).toEqual([]);
    program.kill('SIGTERM');
    expect((await program.ended).code).toBe(0);
    await login.stop();
  });

  /** @returns the message of a failed start; printing it and exiting is the same for all failures */
  async function failureOf(env: Readonly<Record<string, string>>): Promise<string> {
    try {
      await createApp(readSettings({ ...environment(), ...RUN_ENV, ...env }), { logger: createLogger('silent') });
    } catch (error) {
      return explain(error);
    }
    throw new Error('the service starts');
  }

  it('reports a missing API key in one line that names the setting', async () => {
    expect((await failureOf({ ANTHROPIC_API_KEY: '' })).split('\n')).toEqual([
      'Reprise cannot start:',
      expect.stringMatching(/^ {2}ANTHROPIC_API_KEY is not set: .*npm run demo/),
    ]);
  });

  it('does not start on an outdated schema with DATABASE_MIGRATE=false', async () => {
    const empty = await createDatabase({ isEmpty: true });
    expect(await failureOf({ DATABASE_URL: empty.url, DATABASE_MIGRATE: 'false' })).toContain('reprise migrate');
    await empty.drop();
  });

  it('reports an unreachable database in one line, without its password', async () => {
    const failure = await failureOf({ DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x' });
    expect(failure).toContain('DATABASE_URL names a database that does not answer');
    expect(failure).not.toContain('hunter2');
  });
});

/** The demo has its own database, so the test runs only once. */
const describeOnce = DIALECT === 'sqlite' ? describe : describe.skip;

describeOnce('node dist/demo.js', () => {
  it('answers without a key, and warns that the answers are simulated', async () => {
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

/** Waits until the server accepts no new connections, because it has begun to stop. */
async function untilRefused(url: string): Promise<void> {
  for (;;) {
    try {
      await (await fetch(`${url}/health/live`, { headers: { connection: 'close' } })).text();
    } catch {
      return;
    }
  }
}
