import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { UnitOfWork } from '../../database/index.js';
import { CounterStore, type Limit } from '../counter.store.js';

/** A statement as `rate-limiter-flexible` hands it to a client of `pg`. */
interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** In the service's own database, on connections that every other query takes turns with. */
export class PostgresCounterStore extends CounterStore {
  readonly counter: RateLimiterPostgres;

  constructor(
    { requests, windowSeconds }: Limit,
    private readonly unitOfWork: UnitOfWork,
    private readonly tableName: string,
  ) {
    super();
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

  override async sweep(): Promise<void> {
    await this.query({
      text: `DELETE FROM ${this.tableName} WHERE expire < 1000 * extract(epoch FROM now())`,
      values: [],
    });
  }

  /** One statement, which commits by itself: a transaction would hold the row of a busy caller for two more turns. */
  private async query({ text, values }: Statement): Promise<{ rows: unknown[] }> {
    return { rows: await this.unitOfWork.alone((db) => db.query<unknown[]>(text, values)) };
  }
}
