import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DatabaseUnavailableError, isUnavailable, OpenTransactionError } from './database.errors.js';
import { REPRISE_DATA_SOURCE } from './database.tokens.js';
import { dialectOf } from './dialect.js';
import { Lanes } from './lanes.js';
import type { SerialLane } from './serial-lane.js';
import { alone, sharedLane } from './shared-connection.js';

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
  private readonly lane: SerialLane | Lanes;
  /** Whether the host's code has the same connection. */
  private readonly isShared: boolean;

  constructor(@Inject(REPRISE_DATA_SOURCE) private readonly dataSource: DataSource) {
    this.isShared = dialectOf(dataSource) === 'sqlite';
    this.lane = this.isShared ? sharedLane(dataSource) : new Lanes(lanesOf(dataSource));
  }

  /**
   * Runs one business action in one transaction: all of it is committed, or nothing. Inside another `run` it joins.
   * @throws DatabaseUnavailableError when the database cannot be reached
   * @throws HostTransactionError on SQLite, while a transaction of the host's is open on the same connection for too long
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.transaction(work, false);
  }

  /**
   * The same, before all that wait for a connection: signs of life, which must not come too late because much is to do.
   * On SQLite it takes its turn.
   */
  runAhead<T>(work: () => Promise<T>): Promise<T> {
    return this.transaction(work, true);
  }

  /** Whether there is a surrounding `run`. */
  get isRunning(): boolean {
    return this.current.getStore() !== undefined;
  }

  /**
   * For work that asks Claude, which must never happen while a transaction is open.
   * @throws OpenTransactionError inside a `run`
   */
  refuseInside(name: string): void {
    if (this.isRunning) throw new OpenTransactionError(name);
  }

  /** For queries. Sees uncommitted rows of the surrounding `run` only. */
  read<T>(query: Work<T>): Promise<T> {
    const manager = this.current.getStore()?.manager;
    return manager ? query(manager) : this.turn(() => this.connected((runner) => query(runner.manager)));
  }

  /** For changes. Outside `run` it throws: on SQLite a stray write dies with a stranger's rollback. */
  write<T>(change: Work<T>): Promise<T> {
    const manager = this.current.getStore()?.manager;
    if (!manager) throw new Error('write outside UnitOfWork.run');
    return change(manager);
  }

  /** For a change of one statement that is part of no business action: it commits by itself. On PostgreSQL only. */
  alone<T>(change: Work<T>): Promise<T> {
    return this.turn(() => this.connected((runner) => change(runner.manager)));
  }

  /** Runs once the surrounding transaction is committed, and never when it is rolled back. */
  afterCommit(announce: () => void): void {
    const transaction = this.current.getStore();
    if (!transaction) throw new Error('afterCommit outside UnitOfWork.run');
    transaction.afterCommit.push(announce);
  }

  private transaction<T>(work: () => Promise<T>, isAhead: boolean): Promise<T> {
    if (this.current.getStore()) return work();
    return this.turn(async () => {
      const afterCommit: (() => void)[] = [];
      const result = await this.connected((runner) => {
        const inside = () => this.current.run({ manager: runner.manager, afterCommit }, work);
        if (!this.isShared) return inTransaction(runner, () => runner.startTransaction(), inside);
        return alone(
          runner,
          () => this.isRunning,
          (begin) => inTransaction(runner, begin, inside),
        );
      });
      for (const announce of afterCommit) announce();
      return result;
    }, isAhead);
  }

  /** Lends a connection. One that failed is thrown away: what still runs on it, or is open on it, is nobody else's. */
  private async connected<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work(runner);
    } catch (error) {
      if (isUnavailable(error)) await discard(runner, error);
      throw error;
    } finally {
      await runner.release();
    }
  }

  private async turn<T>(job: () => Promise<T>, isAhead = false): Promise<T> {
    try {
      return await this.lane.enter(job, isAhead);
    } catch (error) {
      throw isUnavailable(error) ? new DatabaseUnavailableError(error) : error;
    }
  }
}

/** As many as the pool has connections, but for one that listens; `pg` has ten unless told otherwise. */
function lanesOf({ options }: DataSource): number {
  return Math.max((options.poolSize ?? 10) - 1, 1);
}

/** As TypeORM does it, except that a connection that does not answer is not asked to roll back, and waited for, too. */
async function inTransaction<T>(runner: QueryRunner, begin: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  try {
    await begin();
    const result = await work();
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (!isUnavailable(error) || !(await discard(runner, error))) {
      await runner.rollbackTransaction().catch((failure: unknown) => discard(runner, failure));
    }
    throw error;
  }
}

/** @returns whether there is a pool that the connection can be taken out of; SQLite keeps its only one. */
async function discard(runner: QueryRunner, error: unknown): Promise<boolean> {
  const { releasePostgresConnection: release } = runner as { releasePostgresConnection?: (cause: unknown) => unknown };
  await release?.call(runner, error);
  return release !== undefined;
}
