import { DataSource } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { SimulatorClient } from '../../src/simulator/index.js';
import { expectOneChain, readChain } from '../support/audit-chain.js';
import { COUNTS } from '../support/counts.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { isAcknowledged, Load, type Told } from '../support/load.js';
import { Program } from '../support/process.js';
import { count, HANGS_MS, rows, until } from '../support/rows.js';
import { newApiKey, simulatorUrl } from '../support/service.js';

/** Long enough that a living process renews its lease in time, even if others use the processor. */
const LEASE_MS = 2_000;
const CLIENTS = 6;
/** The number of concurrent reads. */
const AT_ONCE = 20;

interface Up {
  readonly program: Program;
  readonly url: string;
}

describe('kill -9 at random moments under load', () => {
  let database: TestDatabase;
  let claude: SimulatorClient;
  let acknowledged: readonly Told[];
  let pendingAtLast: string[];
  /** The process started after all others were killed, and when it was ready. */
  let last: Up;
  let isUpSince: number;

  beforeAll(async () => {
    database = await createDatabase();
    const kills = COUNTS.kills[database.dialect];
    // On PostgreSQL there are several replicas, on SQLite one process.
    const replicas = database.dialect === 'postgres' ? COUNTS.kills.replicas : 1;
    const key = newApiKey();
    claude = new SimulatorClient(simulatorUrl(), key);
    await claude.defaults({ delay_ms: 40, chunk_delay_ms: 3 });
    const start = async (): Promise<Up> => {
      const program = new Program('main.js', environment(database, key));
      return { program, url: await program.url() };
    };

    const running = Array.from({ length: replicas }, start);
    const urls = (await Promise.all(running)).map(({ url }) => url);
    let turn = 0;
    const load = new Load({ clients: CLIENTS, target: () => urls[(turn += 1) % replicas] ?? '' });
    for (let kill = 0; kill < kills; kill += 1) {
      const due = load.answered.length + 5 + Math.floor(Math.random() * 10);
      const victim = kill % replicas;
      const { program } = (await running[victim]) ?? (await start());
      await until('answers', HANGS_MS, () => load.answered.length >= due);
      // At a random moment: during a call, a commit or sealing.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
      program.kill('SIGKILL');
      running[victim] = start().then((next) => {
        urls[victim] = next.url;
        return next;
      });
    }
    // The last processes are killed at the same time, with a running call of every client.
    const all = await Promise.all(running);
    await claude.defaults({ hold: 'for ever' });
    await claude.waitForInFlight(CLIENTS);
    for (const { program } of all) program.kill('SIGKILL');
    await Promise.all([load.stop(), claude.defaults({})]);
    acknowledged = load.answered.filter(isAcknowledged);
    pendingAtLast = (await rows(database, "SELECT id FROM calls WHERE status = 'pending'")).map(({ id = '' }) => id);
    last = await start();
    isUpSince = Date.now();
    report(`${kills + replicas} times kill -9 on ${database.dialect}`, {
      acknowledged: acknowledged.length,
      broken: load.broken.length,
      pendingAtLast: pendingAtLast.length,
    });
  });
  afterAll(() => database.drop());

  it('loses no acknowledged answer', async () => {
    expect(acknowledged.length).toBeGreaterThan(COUNTS.kills[database.dialect]);
    const lost: Told[] = [];
    for (let at = 0; at < acknowledged.length; at += AT_ONCE) {
      const told = acknowledged.slice(at, at + AT_ONCE);
      const stored = await Promise.all(told.map(({ user }) => historyOf(last.url, user)));
      lost.push(...told.filter(({ body: { id, result } }, n) => !isEqual(stored[n], [{ id, result }])));
    }
    expect(lost).toEqual([]);
  });

  it('leaves a separate call in the journal for every request that reached Claude', async () => {
    const { received, unjournaled } = await journaled(claude, database);
    expect(received).toBeGreaterThanOrEqual(acknowledged.length);
    expect(unjournaled).toBe(0);
  });

  it('leaves no call pending: the calls of killed processes are interrupted within two leases', async () => {
    const pending = () => count(database, "SELECT count(*) FROM calls WHERE status = 'pending'");
    await until('nothing is pending', HANGS_MS, async () => (await pending()) === 0);
    const ended = await rows(database, "SELECT id, lease_until, ended_at FROM calls WHERE status = 'interrupted'");
    // A lease expires at `lease_until`, or while no process runs that could notice.
    const left = ended.filter(({ id = '' }) => pendingAtLast.includes(id));
    const lateness = left.map((row) => timeOf(row['ended_at']) - Math.max(timeOf(row['lease_until']), isUpSince));
    expect(pendingAtLast.length).toBeGreaterThanOrEqual(CLIENTS);
    expect(lateness).toHaveLength(pendingAtLast.length);
    expect(lateness.filter((late) => !(late <= LEASE_MS))).toEqual([]);
  });

  it('stores an answer if and only if its call succeeded', async () => {
    const succeeded = await count(database, "SELECT count(*) FROM calls WHERE status = 'succeeded'");
    expect(await count(database, 'SELECT count(*) FROM results')).toBe(succeeded);
  });

  it('loses no audit record of an acknowledged change, and leaves one valid chain', async () => {
    const unsealed = () => count(database, 'SELECT count(*) FROM audit_events WHERE seq IS NULL');
    // The reads of this test are recorded as well, so the trail is final only once the process has ended.
    await until('everything is sealed', HANGS_MS, async () => (await unsealed()) === 0);
    last.program.kill('SIGTERM');
    expect((await last.program.ended).code).toBe(0);
    const recorded = new Set((await rows(database, 'SELECT id FROM audit_events')).map(({ id }) => id));
    const named = acknowledged.map(({ headers }) => String(headers['reprise-audit-id']));
    expect(named.filter((id) => !recorded.has(id))).toEqual([]);
    const options = serviceDataSourceOptions(database.url);
    if (!options) throw new Error(`${database.url} names no database`);
    const dataSource = await new DataSource(options).initialize();
    expectOneChain(await readChain(dataSource));
    await dataSource.destroy();
  });
});

function environment(database: TestDatabase, key: string): Record<string, string> {
  return {
    DATABASE_URL: database.url,
    ANTHROPIC_API_KEY: key,
    ANTHROPIC_BASE_URL: simulatorUrl(),
    LEASE_MS: String(LEASE_MS),
    DOCS_ENABLED: 'false',
  };
}

/** @returns the user's history, as the service returns it */
async function historyOf(url: string, user: string): Promise<{ id: string; result: string }[]> {
  const answer = await fetch(`${url}/history/${user}`);
  const { data } = (await answer.json()) as { data: { id: string; result: string }[] };
  return data.map(({ id, result }) => ({ id, result }));
}

/** @returns the requests that reached Claude, and those among them without a separate row in the journal */
async function journaled(claude: SimulatorClient, database: TestDatabase) {
  const { messages } = await claude.stats();
  const received = (await claude.requests()).filter(({ path }) => path.startsWith('/v1/messages'));
  expect(received).toHaveLength(messages);
  const left = new Map<string, number>();
  for (const row of await rows(database, 'SELECT user_id, count(*) AS calls FROM calls GROUP BY user_id'))
    left.set(String(row['user_id']), Number(row['calls']));
  let unjournaled = 0;
  for (const { body } of received) {
    const [{ content = '' } = {}] = (body as { messages?: { content?: string }[] }).messages ?? [];
    const user = `u-${content.replace('text ', '')}`;
    const calls = left.get(user) ?? 0;
    if (calls === 0) unjournaled += 1;
    left.set(user, calls - 1);
  }
  return { received: received.length, unjournaled };
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function timeOf(instant: string | undefined): number {
  return new Date(instant ?? '').getTime();
}

function report(what: string, counts: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(counts)}\n`);
}
