import type { QueryRunner } from 'typeorm';
import { isUnavailable } from './database.errors.js';
import { discard } from './typeorm-internals.js';

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
