import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { isLocked } from './database.errors.js';
import { sqliteConnectionOf } from './typeorm-internals.js';

/** How long a statement waits for a lock of another process, in milliseconds. */
export const LOCK_TIMEOUT_MS = 5_000;
export const LOOK_AGAIN_MS = 10;

/** Whether a transaction is open on the connection. SQLite ends one by itself where a disk or the memory is full. */
export function isInTransaction(dataSource: DataSource): boolean {
  return sqliteConnectionOf(dataSource).inTransaction;
}

/**
 * Runs a statement that needs a lock, and does not wait where another process has it: SQLite's own waiting would stop the
 * whole process. How long other statements wait stays as it is.
 * @throws what `isLocked` knows
 */
export function atOnce(dataSource: DataSource, text: string): unknown {
  const connection = sqliteConnectionOf(dataSource);
  const timeout = connection.pragma('busy_timeout', { simple: true });
  dataSource.logger.logQuery(text, []);
  try {
    connection.pragma('busy_timeout = 0');
    const statement = connection.prepare(text);
    return statement.reader ? statement.all() : statement.run();
  } finally {
    connection.pragma(`busy_timeout = ${Number(timeout)}`);
  }
}

/** Runs what may find a lock taken, again until the lock is free, without stopping the process. It must be safe to run again. */
export async function whenUnlocked<T>(job: () => T | Promise<T>, timeoutMs = LOCK_TIMEOUT_MS): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await job();
    } catch (error) {
      if (!isLocked(error) || performance.now() > giveUpAt) throw error;
    }
    await wait(LOOK_AGAIN_MS);
  }
}
