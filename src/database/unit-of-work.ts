import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { DatabaseUnavailableError, isUnavailable } from './database.errors.js';
import { REPRISE_DATA_SOURCE } from './database.tokens.js';
import { dialectOf } from './dialect.js';
import { SerialLane } from './serial-lane.js';

type Work<T> = (manager: EntityManager) => Promise<T>;

interface Transaction {
  readonly manager: EntityManager;
  readonly afterCommit: (() => void)[];
}

/**
 * The one place that opens transactions. Repositories join the surrounding one without being told.
 *
 * SQLite has one connection: two open transactions would share it, and a read beside one would see rows that may
 * still be rolled back. So on SQLite transactions and reads take turns (docs/adr/0004-transactions-on-sqlite.md).
 */
@Injectable()
export class UnitOfWork {
  private readonly current = new AsyncLocalStorage<Transaction>();
  private readonly lane: SerialLane | null;

  constructor(@Inject(REPRISE_DATA_SOURCE) private readonly dataSource: DataSource) {
    this.lane = dialectOf(dataSource) === 'sqlite' ? new SerialLane() : null;
  }

  /**
   * Runs one business action in one transaction: all of it is committed, or nothing. Inside another `run` it joins.
   * @throws DatabaseUnavailableError when the database cannot be reached.
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.current.getStore()) return work();
    return this.turn(async () => {
      const afterCommit: (() => void)[] = [];
      const result = await this.dataSource.transaction((manager) => this.current.run({ manager, afterCommit }, work));
      for (const announce of afterCommit) announce();
      return result;
    });
  }

  /** For queries. Sees uncommitted rows of the surrounding `run` only. */
  read<T>(query: Work<T>): Promise<T> {
    const manager = this.current.getStore()?.manager;
    return manager ? query(manager) : this.turn(() => query(this.dataSource.manager));
  }

  /** For changes. Outside `run` it throws: on SQLite a stray write dies with a stranger's rollback. */
  write<T>(change: Work<T>): Promise<T> {
    const manager = this.current.getStore()?.manager;
    if (!manager) throw new Error('write outside UnitOfWork.run');
    return change(manager);
  }

  /** Runs once the surrounding transaction is committed, and never when it is rolled back. */
  afterCommit(announce: () => void): void {
    const transaction = this.current.getStore();
    if (!transaction) throw new Error('afterCommit outside UnitOfWork.run');
    transaction.afterCommit.push(announce);
  }

  private async turn<T>(job: () => Promise<T>): Promise<T> {
    try {
      return await (this.lane ? this.lane.enter(job) : job());
    } catch (error) {
      throw isUnavailable(error) ? new DatabaseUnavailableError(error) : error;
    }
  }
}
