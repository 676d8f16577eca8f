import { existsSync } from 'node:fs';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { unhurried } from './data-source-options.js';
import { checkFitness, checkPlace, fileOf, open, UnfitDatabaseError } from './start-checks.js';
import { atOnce, isInTransaction, whenUnlocked } from './sqlite-connection.js';

/** Any number no other program of the same database uses for an advisory lock. */
const MIGRATION_LOCK = 7_310_583_221;

/** How long a process waits for another one that migrates SQLite, in milliseconds. */
const MIGRATION_TIMEOUT_MS = 30_000;

type SqliteOptions = Extract<DataSourceOptions, { type: 'better-sqlite3' }>;

/** Whether the database has run a migration; `unknown` is one that this version does not have. */
export interface MigrationState {
  readonly name: string;
  readonly status: 'run' | 'pending' | 'unknown';
}

/**
 * Opens the database with its schema up to date.
 * @param migrate whether to run pending migrations; otherwise a pending one is an error.
 * @throws UnfitDatabaseError where Reprise cannot work on it
 */
export async function openDataSource(options: DataSourceOptions, migrate: boolean): Promise<DataSource> {
  if (!migrate) refuseMissing(options);
  const dataSource = await open(options);
  try {
    await checkFitness(dataSource);
    if (migrate) await migrateOnce(dataSource);
    else if (await dataSource.showMigrations()) throw new Error('migrations are pending: run `reprise migrate`');
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** Runs pending migrations, if there are any. @returns the names of those that ran */
export function migrate(options: DataSourceOptions): Promise<string[]> {
  return opened(options, async (dataSource) => {
    await checkFitness(dataSource);
    return migrateOnce(dataSource);
  });
}

/** Looks at what a start looks at. Changes nothing. @throws UnfitDatabaseError, or what the driver throws */
export async function checkDatabase(options: DataSourceOptions): Promise<void> {
  if (isMissing(options)) checkPlace(options.database);
  else await opened(options, checkFitness);
}

/** Every migration, in order, with those last that only the database knows. Changes nothing. */
export function readMigrations(options: DataSourceOptions): Promise<MigrationState[]> {
  return opened(isMissing(options) ? { ...options, database: ':memory:' } : options, async (dataSource) => {
    const run = await namesRun(dataSource);
    const known = dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
    return [
      ...known.map((name) => ({ name, status: run.has(name) ? ('run' as const) : ('pending' as const) })),
      ...[...run].filter((name) => !known.includes(name)).map((name) => ({ name, status: 'unknown' as const })),
    ];
  });
}

/** @throws UnfitDatabaseError where there is none yet: opening a file of SQLite would make it */
export function refuseMissing(options: DataSourceOptions): void {
  if (!isMissing(options)) return;
  const remedy = 'correct it, or make it by `reprise migrate` or a start of the service';
  throw new UnfitDatabaseError(`${options.database}, which is not there: ${remedy}`);
}

async function opened<T>(options: DataSourceOptions, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = await open(options);
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** A file of SQLite is made by opening it, and so looking would make it. */
export function isMissing(options: DataSourceOptions): options is SqliteOptions {
  const file = fileOf(options);
  return file !== null && !existsSync(file);
}

async function namesRun(dataSource: DataSource): Promise<Set<string>> {
  const runner = dataSource.createQueryRunner();
  try {
    const table = dataSource.options.migrationsTableName ?? 'migrations';
    if (!(await runner.hasTable(table))) return new Set();
    const rows = (await runner.query(`SELECT name FROM ${table} ORDER BY id`)) as { name: string }[];
    return new Set(rows.map(({ name }) => name));
  } finally {
    await runner.release();
  }
}

/** Processes that start together migrate once; the others wait and find it done. */
function migrateOnce(dataSource: DataSource): Promise<string[]> {
  return dataSource.options.type === 'postgres' ? migratePostgres(dataSource.options) : migrateSqlite(dataSource);
}

async function migratePostgres(options: DataSourceOptions): Promise<string[]> {
  const patient = await new DataSource(unhurried(options)).initialize();
  const guard = patient.createQueryRunner();
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const run = await patient.runMigrations({ transaction: 'each' });
    await guard.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    return run.map(({ name }) => name);
  } finally {
    await guard.release();
    await patient.destroy();
  }
}

/** SQLite's own write lock, taken before looking at what is pending; a table is created in a transaction like a row. */
async function migrateSqlite(dataSource: DataSource): Promise<string[]> {
  await whenUnlocked(() => atOnce(dataSource, 'BEGIN IMMEDIATE'), MIGRATION_TIMEOUT_MS);
  try {
    const run = await dataSource.runMigrations({ transaction: 'none' });
    await dataSource.query('COMMIT');
    return run.map(({ name }) => name);
  } catch (error) {
    // Where the disk was full SQLite has done so by itself.
    if (isInTransaction(dataSource)) await dataSource.query('ROLLBACK');
    throw error;
  }
}
