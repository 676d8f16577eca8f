import { SimulatorClient } from '../../src/simulator/index.js';
import { ask, type Outcome, type Told } from './load.js';
import { Program } from './process.js';
import { count, HANGS_MS, rows, until } from './rows.js';
import { newApiKey, simulatorUrl } from './service.js';

/**
 * Where COMMITs are counted: those that renew leases, every third of one, and those that seal are no request's. Nor is
 * anything free because so long a lease ran out.
 */
export const NO_ROUNDS = { LEASE_MS: '600000', AUDIT_ENABLED: 'false' };

/** A service process whose database fails and comes back, and the books of what came of every request. */
export class Trial {
  readonly claude: SimulatorClient;
  readonly program: Program;
  readonly refusalMs: number[] = [];
  readonly recoveryMs: number[] = [];
  url = '';
  startedWhileDown = 0;
  private asked = 0;

  /** @param databaseUrl as the service reaches it; @param directUrl as the test does */
  constructor(
    databaseUrl: string,
    private readonly directUrl: string,
    env: Readonly<Record<string, string>> = {},
  ) {
    const key = newApiKey();
    this.claude = new SimulatorClient(simulatorUrl(), key);
    this.program = new Program('main.js', {
      DATABASE_URL: databaseUrl,
      ANTHROPIC_API_KEY: key,
      ANTHROPIC_BASE_URL: simulatorUrl(),
      ...env,
    });
  }

  async start(): Promise<void> {
    this.url = await this.program.url();
  }

  /** A request that is nobody else's: its text and its user have one name. */
  ask(body: object = {}): Promise<Outcome> {
    const name = `u-${(this.asked += 1)}`;
    return ask(this.url, name, name, { streamed: 'stream' in body, body });
  }

  /** Two plain requests and a stream that Claude has and answers when `release` is called. */
  async hold(): Promise<{ outcomes: Promise<Outcome[]>; release: () => Promise<void> }> {
    const gate = `gate-${this.asked}`;
    await this.claude.script([{ hold: gate, repeat: 3 }]);
    const outcomes = Promise.all([this.ask(), this.ask({ cache: 'off' }), this.ask({ stream: true })]);
    await this.claude.waitForInFlight(3);
    const release = async () => {
      await this.claude.release(gate);
      await this.claude.waitForInFlight(0);
    };
    return { outcomes, release };
  }

  /** One outage: answers arrive in it, new requests are refused in it, and it ends. @returns what the held ones were told */
  async outage(down: () => unknown, up: () => unknown): Promise<Told[]> {
    const { outcomes, release } = await this.hold();
    await down();
    await release();
    const before = (await this.claude.stats()).messages;
    const start = performance.now();
    const ready = fetch(`${this.url}/health/ready`);
    const refusals = [this.ask(), this.ask({ cache: 'off' }), this.ask({ stream: true })].map(async (asked) => {
      const outcome = await asked;
      this.refusalMs.push(performance.now() - start);
      return outcome;
    });
    for (const { status, body, headers } of toldOf(await Promise.all(refusals))) {
      expect([status, body.code, headers['retry-after']]).toEqual([503, 'database_unavailable', '5']);
    }
    expect((await ready).status).toBe(503);
    expect((await fetch(`${this.url}/health/live`)).status).toBe(200);
    this.startedWhileDown += (await this.claude.stats()).messages - before;
    await up();
    const isBack = async () => toldOf([await this.ask()]).every(({ status }) => status === 201);
    this.recoveryMs.push(await until('the service answers again', HANGS_MS, isBack));
    return toldOf(await outcomes);
  }

  /** Until nothing waits for its end and nothing is held any more. */
  async settled(): Promise<void> {
    const database = { dialect: 'postgres' as const, url: this.directUrl };
    const open = "SELECT (SELECT count(*) FROM calls WHERE status = 'pending') + (SELECT count(*) FROM claims) AS n";
    await until('everything is settled', HANGS_MS, async () => (await count(database, open)) === 0);
  }

  /** Of every request that Claude answered: the answers stored, the calls, and what is wrong with them. */
  async books(): Promise<{ received: number; lost: number; duplicated: number; unsettled: number }> {
    const database = { dialect: 'postgres' as const, url: this.directUrl };
    const tally = async (sql: string) =>
      new Map((await rows(database, sql)).map((row) => [row['user_id'], Number(row['n'])]));
    const stored = await tally('SELECT user_id, count(*) AS n FROM results GROUP BY user_id');
    const succeeded = await tally(
      "SELECT user_id, count(*) AS n FROM calls WHERE status = 'succeeded' GROUP BY user_id",
    );
    const books = { received: 0, lost: 0, duplicated: 0, unsettled: 0 };
    for (const { path, body } of await this.claude.requests()) {
      if (!path.startsWith('/v1/messages')) continue;
      const user = (body as { messages: { content: string }[] }).messages[0]?.content;
      books.received += 1;
      if (!stored.has(user)) books.lost += 1;
      if ((stored.get(user) ?? 0) > 1) books.duplicated += 1;
      if (succeeded.get(user) !== 1) books.unsettled += 1;
    }
    return books;
  }

  async stop(): Promise<void> {
    this.program.kill('SIGTERM');
    expect((await this.program.ended).code).toBe(0);
  }

  report(what: string, more: object): void {
    const { startedWhileDown } = this;
    const times = { refusalMs: spread(this.refusalMs), recoveryMs: spread(this.recoveryMs) };
    process.stdout.write(`${what}: ${JSON.stringify({ ...more, startedWhileDown, ...times })}\n`);
  }
}

/** What clients were told; a connection that broke is an error of the test. */
export function toldOf(outcomes: readonly Outcome[]): Told[] {
  return outcomes.map((outcome) => {
    if ('broken' in outcome) throw new Error(`a client was told nothing: ${outcome.broken}`);
    return outcome.told;
  });
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b).map(Math.round);
  return `median ${sorted[sorted.length >> 1]}, most ${sorted.at(-1)}`;
}
