import type { QueryRunner } from 'typeorm';
import { isUnavailable } from './database.errors.js';

/** As TypeORM does it, except that a connection that does not answer is not asked to roll back, and waited for, too. On PostgreSQL. */
export async function inTransaction<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  try {
    await runner.startTransaction();
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
export async function discard(runner: QueryRunner, error: unknown): Promise<boolean> {
  const { releasePostgresConnection: release } = runner as { releasePostgresConnection?: (cause: unknown) => unknown };
  await release?.call(runner, error);
  return release !== undefined;
}
