import { setTimeout as wait } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { DatabaseUnavailableError, HostTransactionError, isLocked, LostTransactionError } from './database.errors.js';
import { atOnce, isInTransaction, LOCK_TIMEOUT_MS, LOOK_AGAIN_MS, whenUnlocked } from './sqlite-connection.js';
import { markTransaction } from './typeorm-internals.js';

/** A transaction could not begin, and nothing was done: another one is open. */
export class NotBegun {
  constructor(readonly reason: DatabaseUnavailableError) {}
}

/** The connections on which a transaction of ours is open. */
const ours = new WeakSet<QueryRunner>();

/**
 * Runs a transaction of ours where the host's code has the same connection, as everything in a process has on SQLite.
 * TypeORM would make ours a savepoint inside of the host's, and the host's rollback would take our rows with it. So ours
 * begins only while the host has none open, and the host's that want to begin meanwhile wait for ours.
 * @param isInside whether the caller's caller is inside our transaction: what that begins stays a part of it
 * @param looks how often it was tried before: TypeORM also leaves its mark where a transaction could not begin, and a second
 * look tells that from one that is beginning
 */
export async function alone<T>(
  runner: QueryRunner,
  isInside: () => boolean,
  looks: number,
  work: () => Promise<T>,
): Promise<T | NotBegun> {
  follow(runner);
  if (isTaken(runner, looks)) return new NotBegun(new HostTransactionError());
  const leave = keepApart(runner, isInside);
  try {
    const refusal = await begin(runner);
    if (refusal) return refusal;
    return await toItsEnd(runner, work);
  } finally {
    leave();
  }
}

/** The connections whose marks follow SQLite also where the host's transaction is rolled back. */
const followed = new WeakSet<QueryRunner>();

/** Where SQLite has rolled back by itself TypeORM fails to, keeps its mark, and begins the next one as a savepoint of none. */
function follow(runner: QueryRunner): void {
  if (followed.has(runner)) return;
  followed.add(runner);
  const rollBackTypeOrm = runner.rollbackTransaction.bind(runner);
  runner.rollbackTransaction = () =>
    rollBackTypeOrm().finally(() => {
      if (!isInTransaction(runner.dataSource)) markTransaction(runner, 0);
    });
}

/** @returns what lets the host's transactions begin again */
function keepApart(runner: QueryRunner, isInside: () => boolean): () => void {
  const start = Reflect.get<QueryRunner, 'startTransaction'>(runner, 'startTransaction');
  const query = Reflect.get<QueryRunner, 'query'>(runner, 'query');
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  ours.add(runner);
  runner.startTransaction = async (level) => {
    if (isInside()) return start.call(runner, level);
    await ended;
    // Later callers find it begun, and wait in turn.
    return whenFree(runner, () => start.call(runner, level));
  };
  // After SQLite has rolled back by itself each statement would commit by itself.
  const guarded = (...statement: Parameters<typeof query>): Promise<unknown> =>
    isInside() && !isInTransaction(runner.dataSource)
      ? Promise.reject(new LostTransactionError())
      : query.apply(runner, statement);
  runner.query = guarded as typeof query;
  return () => {
    runner.startTransaction = start;
    runner.query = query;
    ours.delete(runner);
    end();
  };
}

/** Takes the lock for writing at once, so that no statement inside waits for it. */
async function begin(runner: QueryRunner): Promise<NotBegun | null> {
  try {
    atOnce(runner.dataSource, 'BEGIN IMMEDIATE');
  } catch (error) {
    if (isLocked(error)) return new NotBegun(new DatabaseUnavailableError(error));
    throw error;
  }
  try {
    markTransaction(runner, 1);
    await runner.broadcaster.broadcast('BeforeTransactionStart');
    await runner.broadcaster.broadcast('AfterTransactionStart');
    return null;
  } catch (error) {
    await rollBack(runner);
    throw error;
  }
}

async function toItsEnd<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    await commit(runner);
    return result;
  } catch (error) {
    await rollBack(runner);
    throw error;
  }
}

async function commit(runner: QueryRunner): Promise<void> {
  if (!isInTransaction(runner.dataSource)) throw new LostTransactionError();
  markTransaction(runner, 1);
  // Without a write-ahead log a commit waits for the readers.
  await whenUnlocked(() => runner.commitTransaction());
}

/** Whatever failed: afterwards the connection has no transaction, and TypeORM knows that. */
async function rollBack(runner: QueryRunner): Promise<void> {
  const { broadcaster, dataSource } = runner;
  await broadcaster.broadcast('BeforeTransactionRollback').catch(() => undefined);
  if (isInTransaction(dataSource)) atOnce(dataSource, 'ROLLBACK');
  markTransaction(runner, 0);
  await broadcaster.broadcast('AfterTransactionRollback').catch(() => undefined);
}

/** For the host's. Between the last look and the beginning no other work gets a turn. */
async function whenFree<T>(runner: QueryRunner, begin: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + LOCK_TIMEOUT_MS;
  for (let looks = 0; isTaken(runner, looks); looks += 1) {
    if (performance.now() > giveUpAt) throw new HostTransactionError();
    await wait(LOOK_AGAIN_MS);
  }
  if (runner.isTransactionActive) markTransaction(runner, 0);
  return begin();
}

function isTaken(runner: QueryRunner, looks: number): boolean {
  if (ours.has(runner) || isInTransaction(runner.dataSource)) return true;
  return runner.isTransactionActive && looks === 0;
}
