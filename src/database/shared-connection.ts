import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { HostTransactionError } from './database.errors.js';

/** How long who wants a transaction waits for one of somebody else's to end, in milliseconds. */
const PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 10;

/** The connections on which a transaction of ours is open. */
const ours = new WeakSet<QueryRunner>();

/**
 * Runs a transaction of ours where the host's code has the same connection, as everything in a process has on SQLite.
 * TypeORM would make ours a savepoint inside of the host's, and the host's rollback would take our rows with it. So ours
 * waits for the host's to end, and the host's that want to begin meanwhile wait for ours.
 * @param isInside whether the caller's caller is inside our transaction: what that begins stays a part of it
 * @param job has to begin at once, by what it is given
 * @throws HostTransactionError when the host's does not end, as when it waits for us
 */
export function alone<T>(
  runner: QueryRunner,
  isInside: () => boolean,
  job: (begin: () => Promise<void>) => Promise<T>,
): Promise<T> {
  return whenFree(runner, async () => {
    const begin = Reflect.get<QueryRunner, 'startTransaction'>(runner, 'startTransaction');
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    ours.add(runner);
    runner.startTransaction = async (level) => {
      if (isInside()) return begin.call(runner, level);
      await ended;
      // Whoever comes later finds it begun, and waits in turn.
      return whenFree(runner, () => begin.call(runner, level));
    };
    try {
      return await job(() => begin.call(runner));
    } finally {
      runner.startTransaction = begin;
      ours.delete(runner);
      end();
    }
  });
}

/** Between the last look and the beginning nobody else gets a turn. */
async function whenFree<T>(runner: QueryRunner, begin: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (let looks = 0; isTaken(runner, looks); looks += 1) {
    if (performance.now() > giveUpAt) throw new HostTransactionError();
    await wait(LOOK_AGAIN_MS);
  }
  return begin();
}

/** TypeORM also leaves its mark where a transaction could not begin; a second look tells that from one that is beginning. */
function isTaken(runner: QueryRunner, looks: number): boolean {
  if (ours.has(runner)) return true;
  return runner.isTransactionActive && (looks === 0 || isInTransaction(runner.dataSource));
}

function isInTransaction({ driver }: DataSource): boolean {
  const { databaseConnection } = driver as { readonly databaseConnection?: { readonly inTransaction: boolean } };
  return databaseConnection?.inTransaction ?? true;
}
