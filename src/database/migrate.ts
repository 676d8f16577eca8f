import { DataSource, type DataSourceOptions } from 'typeorm';
import { unhurried } from './data-source-options.js';

/** Any number no other program of the same database uses for an advisory lock. */
const MIGRATION_LOCK = 7_310_583_221;

/**
 * Opens the database with its schema up to date.
 * @param migrate whether to run pending migrations; otherwise a pending one is an error.
 */
export async function openDataSource(options: DataSourceOptions, migrate: boolean): Promise<DataSource> {
  const dataSource = await new DataSource(options).initialize();
  try {
    if (migrate) await migrateOnce(dataSource);
    else if (await dataSource.showMigrations()) throw new Error('migrations are pending: run `npm run migration:run`');
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** Processes that start together migrate once; the others wait and find it done. */
async function migrateOnce(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type === 'postgres') await migratePostgres(dataSource.options);
  else await migrateSqlite(dataSource);
}

async function migratePostgres(options: DataSourceOptions): Promise<void> {
  const patient = await new DataSource(unhurried(options)).initialize();
  const guard = patient.createQueryRunner();
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await patient.runMigrations({ transaction: 'each' });
    await guard.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    await guard.release();
    await patient.destroy();
  }
}

/** SQLite's own write lock, taken before looking at what is pending; a table is created in a transaction like a row. */
async function migrateSqlite(dataSource: DataSource): Promise<void> {
  await dataSource.query('BEGIN IMMEDIATE');
  try {
    await dataSource.runMigrations({ transaction: 'none' });
    await dataSource.query('COMMIT');
  } catch (error) {
    await dataSource.query('ROLLBACK');
    throw error;
  }
}
