import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { CLOCK_SKEW_MS } from '../../common/index.js';
import { returnedRows, type UnitOfWork } from '../../database/index.js';
import { CounterStore, type Limit } from '../counter.store.js';

/** A statement as `rate-limiter-flexible` hands it to a client of `pg`. */
interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** What a statement that counts answers. `expire`: when the window ends, in milliseconds since 1970. */
interface Window {
  readonly points: number;
  readonly expire: number | string;
}

/** In the service's own database, on connections that every other query takes turns with. */
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
      // Whoever has used everything up is refused from memory: a flood does not reach the database.
      inMemoryBlockOnConsumed: requests,
    });
  }

  /** A window that ends later than any that begins now was begun by a process whose clock was ahead, and is void. */
  override async sweep(): Promise<void> {
    const now = '1000 * extract(epoch FROM now())';
    await this.query({
      text: `DELETE FROM ${this.tableName} WHERE expire < ${now} OR expire > ${now} + $1`,
      values: [this.windowMs + CLOCK_SKEW_MS],
    });
  }

  /** One statement, which commits by itself: a transaction would hold the row of a busy caller for two more turns. */
  private async query({ text, values }: Statement): Promise<{ rows: unknown[] }> {
    const answer = await this.unitOfWork.alone((db) => db.query<unknown[] | [unknown[], number]>(text, values));
    // A caller is not refused from memory for longer than a window lasts.
    // eslint-disable-next-line no-restricted-syntax -- the library compares with this clock, which no test moves
    const last = Date.now() + this.windowMs;
    const rows = returnedRows(answer as Window[]).map((row) => ({
      ...row,
      expire: Math.min(Number(row.expire), last),
    }));
    return { rows };
  }
}
