import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { CLOCK_SKEW_MS } from '../../common/index.js';
import { returnedRows, type UnitOfWork } from '../../database/index.js';
import { CounterStore, type Limit } from '../counter.store.js';

/** A statement as `rate-limiter-flexible` passes it to a client of `pg`. */
interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** A row returned by a counting statement. `expire`: end of the window, in milliseconds since 1970. */
interface Window {
  readonly points: number;
  readonly expire: number | string;
}

/** Counts in the service's PostgreSQL database, on its connection pool. */
export class PostgresCounterStore extends CounterStore {
  readonly counter: RateLimiterPostgres;

  private readonly windowMs: number;

  constructor(
    { requests, windowSeconds }: Limit,
    private readonly unitOfWork: UnitOfWork,
    private readonly tableName: string,
  ) {
    super();
    this.windowMs = windowSeconds * 1_000;
    this.counter = new RateLimiterPostgres({
      storeClient: { query: (statement: Statement) => this.query(statement) },
      storeType: 'client',
      points: requests,
      duration: windowSeconds,
      keyPrefix: '',
      tableName,
      tableCreated: true,
      clearExpiredByTimeout: false,
      // A caller that has exceeded its limit is refused from memory, so that a flood does not reach the database.
      inMemoryBlockOnConsumed: requests,
    });
  }

  /** Also deletes windows that end later than possible, which a process with a clock ahead has written. */
  override async sweep(): Promise<void> {
    const now = '1000 * extract(epoch FROM now())';
    await this.query({
      text: `DELETE FROM ${this.tableName} WHERE expire < ${now} OR expire > ${now} + $1`,
      values: [this.windowMs + CLOCK_SKEW_MS],
    });
  }

  /**
   * Runs a single statement that commits by itself. A transaction would lock a busy caller's row for two more round
   * trips.
   */
  private async query({ text, values }: Statement): Promise<{ rows: unknown[] }> {
    const answer = await this.unitOfWork.alone((db) => db.query<unknown[] | [unknown[], number]>(text, values));
    // Prevents that a caller is refused from memory for longer than one window.
    // eslint-disable-next-line no-restricted-syntax -- the library compares with this clock, which no test moves
    const last = Date.now() + this.windowMs;
    const rows = returnedRows(answer as Window[]).map((row) => ({
      ...row,
      expire: Math.min(Number(row.expire), last),
    }));
    return { rows };
  }
}
