import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, EntityManager, type EntityTarget, type ObjectLiteral, type QueryRunner } from 'typeorm';
import { currentlyActing, NO_OWNER, type Owner } from '../common/index.js';
import { DatabaseUnavailableError, isUnavailable, OpenTransactionError } from './database.errors.js';
import { REPRISE_DATA_SOURCE, TABLE_PREFIX } from './database.tokens.js';
import { findRows, lookUpOf } from './find-rows.js';
import { inTransaction } from './in-transaction.js';
import { JointTransactions, type RetryableWork } from './joint-transactions.js';
import { LookUps } from './look-ups.js';
import { alone } from './shared-connection.js';
import { whenUnlocked } from './sqlite-connection.js';
import type { SqlValues } from './sql-values.js';
import { onPrefixedTables } from './table-prefix.js';
import type { Transaction } from './transaction.js';
import { discard, managerOf } from './typeorm-internals.js';
import { type ConnectionScheduler, schedulerOf } from './connection-scheduler.js';

type Work<T> = (manager: EntityManager) => Promise<T>;

/**
 * The one place that opens transactions. Repositories join the surrounding one without being told.
 *
 * SQLite has one connection: two open transactions would share it, and a read beside one would see rows that may
 * still be rolled back. So on SQLite transactions and reads take turns (docs/adr/0004-transactions-on-sqlite.md),
 * whichever mount on the DataSource they are of. Transactions that cannot begin yet let reads go first.
 */
@Injectable()
export class UnitOfWork {
  private readonly turns: ConnectionScheduler;
  /** The DataSource as this mount sees it: it knows the tables, where they have a prefix those with the prefix. */
  readonly mounted: DataSource;
  private readonly lookUps = new LookUps((work) => this.readShared(work));
  private readonly joint = new JointTransactions({
    begin: (work) => this.begin(work, false, () => NO_OWNER),
    inside: (transaction, work) => this.turns.current.run(transaction, work),
  });

  constructor(
    @Inject(REPRISE_DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(TABLE_PREFIX) tablePrefix = '',
  ) {
    this.turns = schedulerOf(dataSource);
    this.mounted = tablePrefix === '' ? dataSource : onPrefixedTables(dataSource, tablePrefix);
  }

  /**
   * Runs one business action in one transaction: all of it is committed, or nothing. Inside another `run` it joins, also
   * inside one of another mount on the same DataSource.
   * @throws DatabaseUnavailableError when the database cannot be reached
   * @throws HostTransactionError on SQLite, while a transaction of the host's is open on the same connection for too long
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.transaction(work);
  }

  /**
   * The same, for what many requests do: in one transaction with others that come at once, so that what a commit and a
   * statement cost is paid once for all. When one of them fails nothing is committed, and it fails alone.
   * @param kind of what is done. Only those of one kind come together: they lock rows in one order, and never one another out
   */
  runTogether<T>(kind: string, work: RetryableWork<T>): Promise<T> {
    return this.isRunning ? work() : this.joint.join(kind, work);
  }

  /**
   * The same, before all that wait for a connection: signs of life, which must not come too late because much is to do.
   */
  runAhead<T>(work: () => Promise<T>): Promise<T> {
    return this.transaction(work, true);
  }

  /** Whether there is a surrounding `run`. */
  get isRunning(): boolean {
    return this.turns.current.getStore() !== undefined;
  }

  /**
   * For work that asks Claude, which must never happen while a transaction is open.
   * @throws OpenTransactionError inside a `run`
   */
  refuseInside(name: string): void {
    if (this.isRunning) throw new OpenTransactionError(name);
  }

  /** A connection to read on: that of the surrounding `run`, whose rows it sees before their commit, or one of its own. */
  reading<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const transaction = this.turns.current.getStore();
    return transaction ? work(transaction.runner) : this.readFor(work, callerOf);
  }

  /** A connection for a read of several callers, outside of transactions. */
  readShared<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    return this.readFor(work, () => NO_OWNER);
  }

  /** The connection of the surrounding `run`. Outside it throws: on SQLite a stray write would be lost with another rollback. */
  writing<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const transaction = this.turns.current.getStore();
    if (!transaction) throw new Error('write outside UnitOfWork.run');
    return work(transaction.runner);
  }

  /** @deprecated Repositories read by `Database`. */
  read<T>(query: Work<T>): Promise<T> {
    return this.reading((runner) => query(this.managerOn(runner)));
  }

  /** @deprecated `Database.findOne` does the same. */
  async lookUp<T extends ObjectLiteral>(
    entity: EntityTarget<T>,
    rest: (values: SqlValues) => string,
  ): Promise<T | null> {
    return (await this.lookUpAll(entity, rest))[0] ?? null;
  }

  /** @deprecated `Database.find` does the same. */
  async lookUpAll<T extends ObjectLiteral>(entity: EntityTarget<T>, rest: (values: SqlValues) => string): Promise<T[]> {
    const transaction = this.turns.current.getStore();
    if (transaction) return findRows(this.managerOn(transaction.runner), entity, rest);
    const { text, values, toEntity } = lookUpOf(new EntityManager(this.mounted), entity, rest);
    return (await this.lookUps.find(text, values)).map(toEntity);
  }

  /** @deprecated Repositories write by `Database`. */
  write<T>(change: Work<T>): Promise<T> {
    return this.writing((runner) => change(this.managerOn(runner)));
  }

  /** For one statement that is part of no business action. On SQLite it must be no change; elsewhere that commits by itself. */
  alone<T>(change: Work<T>): Promise<T> {
    return this.turn(() => this.connected((runner) => change(this.managerOn(runner))));
  }

  /** Runs once the surrounding transaction is committed, and never when it is rolled back. */
  afterCommit(announce: () => void): void {
    this.surrounding('afterCommit').afterCommit.push(announce);
  }

  /**
   * Is done as the last thing in the surrounding transaction, once for everything of its kind: for rows that other
   * transactions wait for.
   * @param name of the kind
   * @param perform takes the items of all
   */
  beforeCommit<T>(name: unknown, items: readonly T[], perform: (all: readonly T[]) => Promise<void>): void {
    const { beforeCommit } = this.surrounding('beforeCommit');
    const step = beforeCommit.get(name) ?? {
      items: [],
      perform: perform as (all: readonly unknown[]) => Promise<void>,
    };
    step.items.push(...items);
    beforeCommit.set(name, step);
  }

  private surrounding(what: string): Transaction {
    const transaction = this.turns.current.getStore();
    if (!transaction) throw new Error(`${what} outside UnitOfWork.run`);
    return transaction;
  }

  private transaction<T>(work: () => Promise<T>, isAhead = false): Promise<T> {
    if (this.isRunning) return work();
    return this.begin((transaction) => this.turns.current.run(transaction, work), isAhead);
  }

  private readFor<T>(work: (runner: QueryRunner) => Promise<T>, whose: () => Owner): Promise<T> {
    const job = () => this.turn(() => this.connected(work), false, whose);
    return this.turns.writers ? whenUnlocked(job) : job();
  }

  private begin<T>(
    work: (transaction: Transaction) => Promise<T>,
    isAhead = false,
    whose: () => Owner = callerOf,
  ): Promise<T> {
    const { writers } = this.turns;
    if (!writers) return this.turn(() => this.lent(inTransaction, work), isAhead, whose);
    const attempt = (looks: number) =>
      this.turn(() => this.lent((runner, inside) => alone(runner, () => this.isRunning, looks, inside), work), isAhead);
    return writers.enter(attempt, isAhead, whose);
  }

  /** @param begin opens a transaction on a connection and runs in it what it is given */
  private async lent<T, R>(
    begin: (runner: QueryRunner, inside: () => Promise<T>) => Promise<R>,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<R> {
    const afterCommit: (() => void)[] = [];
    const result = await this.connected((runner) =>
      begin(runner, () => this.whole({ runner, afterCommit, beforeCommit: new Map() }, work)),
    );
    for (const announce of afterCommit) announce();
    return result;
  }

  private async whole<T>(transaction: Transaction, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const result = await work(transaction);
    for (const { items, perform } of transaction.beforeCommit.values())
      await this.turns.current.run(transaction, () => perform(items));
    return result;
  }

  /** Lends a connection. One that failed is closed: a statement may still run on it, or a transaction be open on it. */
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

  /** It is not assigned to the runner: on SQLite all callers share one runner, and the host is among them. */
  private managerOn(runner: QueryRunner): EntityManager {
    return this.mounted === this.dataSource ? runner.manager : managerOf(this.mounted, runner);
  }

  private async turn<T>(job: () => Promise<T>, isAhead = false, whose: () => Owner = callerOf): Promise<T> {
    try {
      return await this.turns.lane.run(job, { isAhead, owner: whose() });
    } catch (error) {
      throw isUnavailable(error) ? new DatabaseUnavailableError(error) : error;
    }
  }
}

/** Who waits for a connection: who acts, or its address where it has not logged in. */
function callerOf(): Owner {
  const acting = currentlyActing();
  if (!acting) return NO_OWNER;
  const { tenantId, subject, keyId, userId } = acting.identity;
  const isKnown = keyId !== null || userId !== null;
  return { tenantId, userId: isKnown ? subject : `${subject} ${acting.address ?? ''}` };
}
