import { connect } from 'node:net';
import { SimulatorClient } from '../../src/simulator/index.js';
import { Balancer } from '../support/balancer.js';
import { COUNTS } from '../support/counts.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { ask, Load } from '../support/load.js';
import { Program } from '../support/process.js';
import { count, HANGS_MS, until } from '../support/rows.js';
import { newApiKey, simulatorUrl } from '../support/service.js';
import { toldOf } from '../support/trial.js';

declare const DIALECT: string;
const GRACE_MS = 3_000;
const RESTARTS = COUNTS.rollingRestarts;
/** More bytes than the buffers of a connection hold while its client does not read. */
const LONG = 'long '.repeat(2_000_000);

describe('SIGTERM', () => {
  let database: TestDatabase;
  let key: string;
  let claude: SimulatorClient;
  beforeEach(async () => {
    database = await createDatabase();
    key = newApiKey();
    claude = new SimulatorClient(simulatorUrl(), key);
  });
  afterEach(() => database.drop());

  const start = (env: Readonly<Record<string, string>> = {}) =>
    new Program('main.js', {
      DATABASE_URL: database.url,
      ANTHROPIC_API_KEY: key,
      ANTHROPIC_BASE_URL: simulatorUrl(),
      SHUTDOWN_GRACE_MS: String(GRACE_MS),
      DOCS_ENABLED: 'false',
      ...env,
    });
  const statuses = async () => ({
    pending: await count(database, "SELECT count(*) FROM calls WHERE status = 'pending'"),
    aborted: await count(database, "SELECT count(*) FROM calls WHERE status = 'aborted'"),
    succeeded: await count(database, "SELECT count(*) FROM calls WHERE status = 'succeeded'"),
  });

  it('ends unfinished requests with an event or a problem within the grace period, settles their rows, and does not wait for clients that stopped reading', async () => {
    await claude.script([
      { text: LONG, chunk_delay_ms: 0 },
      { hold: 'for ever', repeat: 2 },
      { text: 'word '.repeat(400), chunk_delay_ms: 300 },
    ]);
    const program = start();
    const url = await program.url();
    const client = connect(Number(new URL(url).port), '127.0.0.1').pause();
    const body = JSON.stringify({ text: 'long', stream: true });
    const head = `POST /analyze/d HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    client.write(`${head}\r\n\r\n${body}`);
    await until('the answer is stored', HANGS_MS, async () => (await statuses()).succeeded === 1);
    const held = [ask(url, 'a', 'held'), ask(url, 'b', 'held stream', { streamed: true })];
    await claude.waitForInFlight(2);
    const begun = ask(url, 'c', 'begun stream', { streamed: true });
    await claude.waitForInFlight(3);
    program.kill('SIGTERM');
    const ended = await program.ended;
    const told = toldOf(await Promise.all([...held, begun]));
    // After the grace period the process would exit with 1.
    expect(ended).toEqual({ code: 0, signal: null });
    expect(told.map(({ body }) => body.code)).toEqual(['shutting_down', 'shutting_down', 'shutting_down']);
    expect(told.filter(({ status, lastEvent }) => status !== 503 && lastEvent !== 'error')).toEqual([]);
    expect(await statuses()).toEqual({ pending: 0, aborted: 3, succeeded: 1 });
    client.destroy();
    await claude.release('for ever');
  });

  it('finishes what can finish in time, refuses new connections, and ignores a second signal', async () => {
    await claude.script([{ hold: 'gate', repeat: 2 }]);
    const program = start({ SHUTDOWN_GRACE_MS: '60000' });
    const url = await program.url();
    const held = Promise.all([ask(url, 'a', 'plain'), ask(url, 'b', 'stream', { streamed: true })]);
    await claude.waitForInFlight(2);
    program.kill('SIGTERM');
    const isRefused = async () => 'broken' in (await ask(url, 'late', 'late', { body: { text: '' } }));
    await until('new connections are refused', HANGS_MS, isRefused);
    program.kill('SIGTERM');
    program.kill('SIGINT');
    await claude.release('gate');
    const told = toldOf(await held);
    expect(told.map(({ status, lastEvent }) => [status, lastEvent])).toEqual([
      [201, null],
      [200, 'result.completed'],
    ]);
    expect(told[0]?.headers['connection']).toBe('close');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(await statuses()).toEqual({ pending: 0, aborted: 0, succeeded: 2 });
  });
});

(DIALECT === 'postgres' ? describe : describe.skip)('two replicas behind a load balancer', () => {
  it(`restart one by one ${RESTARTS} times under load, and no request fails`, async () => {
    const database = await createDatabase();
    const key = newApiKey();
    await new SimulatorClient(simulatorUrl(), key).defaults({ delay_ms: 30, chunk_delay_ms: 5 });
    const start = async () => {
      const settings = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: simulatorUrl(), DOCS_ENABLED: 'false' };
      const program = new Program('main.js', { DATABASE_URL: database.url, ...settings });
      return { program, url: await program.url() };
    };
    let replicas = await Promise.all([start(), start()]);
    const balancer = await Balancer.before(() => replicas.map(({ url }) => url));
    const load = new Load({ clients: 8, target: () => balancer.url, keepAlive: true });
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const [oldest, ...others] = replicas;
      oldest?.program.kill('SIGTERM');
      const next = start();
      expect(await oldest?.program.ended).toEqual({ code: 0, signal: null });
      replicas = [...others, await next];
    }
    await load.stop();
    const plain = load.answered.filter(({ streamed }) => !streamed);
    const streams = load.answered.filter(({ streamed }) => streamed);
    const failed = [...plain.filter(({ status }) => status >= 300), ...load.broken.filter(({ streamed }) => !streamed)];
    const unended = [
      ...streams.filter(({ lastEvent }) => !isEnd(lastEvent)),
      ...load.broken.filter(({ streamed }) => streamed),
    ];
    const counts = { plain: plain.length, failed: failed.length, streams: streams.length, unended: unended.length };
    report(`${RESTARTS} rolling restarts`, { ...counts, brokenOff: balancer.brokenOff });
    expect(plain.length).toBeGreaterThan(RESTARTS);
    expect(streams.length).toBeGreaterThan(RESTARTS);
    expect(failed).toEqual([]);
    expect(unended).toEqual([]);
    balancer.close();
    for (const { program } of replicas) program.kill('SIGTERM');
    for (const { program } of replicas) expect((await program.ended).code).toBe(0);
    expect(await count(database, "SELECT count(*) FROM calls WHERE status <> 'succeeded'")).toBe(0);
    await database.drop();
  });
});

function isEnd(event: string | null): boolean {
  return event === 'result.completed' || event === 'error';
}

function report(what: string, counts: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(counts)}\n`);
}
