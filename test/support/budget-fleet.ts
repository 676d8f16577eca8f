import { DataSource } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { formatUsd } from '../../src/common/index.js';
import { SimulatorClient } from '../../src/simulator/index.js';
import { budgetPath } from './budgets.js';
import { createDatabase, type TestDatabase } from './database.js';
import { ask, type Outcome } from './load.js';
import { Program } from './process.js';
import { rows } from './rows.js';
import { newApiKey, simulatorUrl } from './service.js';

/** A budget in one moment, in picodollars. */
export interface Sample {
  /** `''` for the tenant's. */
  readonly user: string;
  readonly limit: bigint;
  readonly billed: bigint;
  readonly reserved: bigint;
}

/** One statement sees one moment. Databases of these tests begin empty, so that every call is of the running month. */
const SAMPLE = `
  SELECT b.user_id, CAST(b.limit_pico_usd AS text) AS "limit",
         CAST((SELECT coalesce(sum(u.billed_pico_usd), 0) FROM usage_days u
                WHERE u.tenant_id = b.tenant_id AND u.user_id = b.user_id) AS text) AS billed,
         CAST((SELECT coalesce(sum(c.reserved_pico_usd), 0) FROM calls c
                WHERE (c.status = 'pending' OR (c.status = 'interrupted' AND c.reserved_until > '2026'))
                  AND c.tenant_id = b.tenant_id
                  AND (b.user_id = '' OR c.user_id = b.user_id)) AS text) AS reserved
    FROM budgets b ORDER BY b.user_id`;

/** Processes of the service on one database: two, or on SQLite one. Their places in the list stay the same. */
export class BudgetFleet {
  readonly urls: string[] = [];
  private readonly programs: Program[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly claude: SimulatorClient,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(
    env: Readonly<Record<string, string>>,
    size: (database: TestDatabase) => number = ({ dialect }) => (dialect === 'postgres' ? 2 : 1),
  ): Promise<BudgetFleet> {
    const database = await createDatabase();
    const key = newApiKey();
    const claude = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: simulatorUrl() };
    const all = { DATABASE_URL: database.url, DOCS_ENABLED: 'false', CLAUDE_MAX_CONCURRENCY: '200', ...claude, ...env };
    const fleet = new BudgetFleet(database, new SimulatorClient(simulatorUrl(), key), all);
    await Promise.all(Array.from({ length: size(database) }, (_, place) => fleet.startAt(place)));
    return fleet;
  }

  async startAt(place: number): Promise<void> {
    const program = new Program('main.js', this.env);
    this.programs[place] = program;
    this.urls[place] = await program.url();
  }

  async kill(place: number): Promise<void> {
    this.programs[place]?.kill('SIGKILL');
    await this.programs[place]?.ended;
  }

  async stop(): Promise<void> {
    await Promise.all(this.programs.map((_, place) => this.kill(place)));
    await this.database.drop();
  }

  /** The place of the process that the `n`-th request goes to. */
  placeOf(n: number): number {
    return n % this.urls.length;
  }

  ask(n: number, user: string, text: string, body: object = {}): Promise<Outcome> {
    return ask(this.urls[this.placeOf(n)] ?? '', user, text, { body, streamed: 'stream' in body });
  }

  async setBudget(user: string | null, limitPicoUsd: bigint): Promise<void> {
    const body = JSON.stringify({ limit_usd: formatUsd(limitPicoUsd), period: 'month' });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.urls.at(-1)}${budgetPath(user)}`, { method: 'PUT', headers, body });
    expect(answer.status).toBe(200);
  }

  /** As if Claude's time to answer the calls of killed processes had passed. */
  async passTimeLimits(): Promise<void> {
    const options = serviceDataSourceOptions(this.database.url);
    if (!options) throw new Error(`${this.database.url} names no database`);
    const dataSource = await new DataSource(options).initialize();
    await dataSource.query("UPDATE calls SET reserved_until = '2000-01-01T00:00:00.000Z' WHERE status = 'interrupted'");
    await dataSource.destroy();
  }

  async sample(): Promise<Sample[]> {
    return (await rows(this.database, SAMPLE)).map((row) => ({
      user: row['user_id'] ?? '',
      limit: BigInt(row['limit'] ?? 0),
      billed: BigInt(row['billed'] ?? 0),
      reserved: BigInt(row['reserved'] ?? 0),
    }));
  }
}

export function statusOf(outcome: Outcome): number {
  return 'told' in outcome ? outcome.told.status : 0;
}
