import { SimulatorClient } from '../../src/simulator/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { isAcknowledged, Load } from '../support/load.js';
import { Program } from '../support/process.js';
import { count, rows, until } from '../support/rows.js';
import { newApiKey, simulatorUrl } from '../support/service.js';

const LEASE_MS = 600;

describe('kill -9 at random moments under load', () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await createDatabase()));
  afterEach(() => database.drop());

  it('loses no acknowledged answer and no call, and leaves nothing pending', async () => {
    // Replicas share a PostgreSQL; on SQLite there is one process.
    const [kills, replicas] = database.dialect === 'postgres' ? [60, 3] : [20, 1];
    const key = newApiKey();
    const claude = new SimulatorClient(simulatorUrl(), key);
    await claude.defaults({ delay_ms: 40, chunk_delay_ms: 3 });
    const start = () => up(new Program('main.js', environment(database, key)));

    const running = Array.from({ length: replicas }, start);
    const urls = (await Promise.all(running)).map(({ url }) => url);
    let turn = 0;
    const load = new Load({ clients: 6, target: () => urls[(turn += 1) % replicas] ?? '' });
    for (let kill = 0; kill < kills; kill += 1) {
      const due = load.answered.length + Math.floor(Math.random() * 10);
      const victim = kill % replicas;
      const { program } = (await running[victim]) ?? (await start());
      await until('answers', 20_000, () => load.answered.length >= due);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      program.kill('SIGKILL');
      running[victim] = start().then((next) => {
        urls[victim] = next.url;
        return next;
      });
    }
    // The last ones all at once, with everything they had in hand.
    for (const { program } of await Promise.all(running)) program.kill('SIGKILL');
    await load.stop();
    const pending = () => count(database, "SELECT count(*) FROM calls WHERE status = 'pending'");
    const pendingAtLast = await pending();
    const { program } = await start();
    const settledAfter = await until('nothing is pending', 10 * LEASE_MS, async () => (await pending()) === 0);
    const acknowledged = load.answered.filter(isAcknowledged);
    const stored = await rows(database, 'SELECT id, user_id, result FROM results');
    const byUser = new Map(stored.map((row) => [row['user_id'], row]));
    const lost = acknowledged.filter(({ user, body }) => {
      const row = byUser.get(user);
      return row?.['id'] !== body.id || row?.['result'] !== body.result;
    });
    const missing = await unjournaled(claude, database);
    const interrupted = await count(database, "SELECT count(*) FROM calls WHERE status = 'interrupted'");
    const answered = await count(database, "SELECT count(*) FROM calls WHERE status = 'succeeded'");
    const counts = { kills: kills + replicas, acknowledged: acknowledged.length, lost: lost.length };
    report(database, {
      ...counts,
      ...missing,
      answered,
      interrupted,
      pendingAtLast,
      settledAfterMs: Math.round(settledAfter),
    });

    expect(acknowledged.length).toBeGreaterThan(kills);
    expect(lost).toEqual([]);
    expect(missing.unjournaled).toBe(0);
    expect(settledAfter).toBeLessThanOrEqual(2 * LEASE_MS + 200);
    expect(stored).toHaveLength(answered);
    program.kill('SIGTERM');
    expect((await program.ended).code).toBe(0);
  }, 240_000);
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

async function up(program: Program): Promise<{ program: Program; url: string }> {
  return { program, url: await program.url() };
}

/** Requests that reached Claude, and those among them without a row of their own in the journal. */
async function unjournaled(claude: SimulatorClient, database: TestDatabase) {
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

function report({ dialect }: TestDatabase, counts: object): void {
  process.stdout.write(`kill -9 on ${dialect}: ${JSON.stringify(counts)}\n`);
}
