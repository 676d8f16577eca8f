import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { withoutPassword } from './postgres-url.js';
import { atOnce, isInTransaction, whenUnlocked } from './sqlite-connection.js';

/** A database that answers, and that Reprise cannot work on. The message says which, why, and what to do. */
export class UnfitDatabaseError extends Error {
  override readonly name = 'UnfitDatabaseError';
}

/** What opening a file may fail with that has nothing to do with what is in it. */
const UNREADABLE = /^(SQLITE_(CANTOPEN|READONLY|PERM|AUTH|IOERR|NOTADB|CORRUPT|FULL)|E[A-Z]+$)/;

/** Readable for the service's own user alone: what users say is in it. SQLite gives its log the mode of the file. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** @throws UnfitDatabaseError where the file cannot be opened, or is no database */
export async function open(options: DataSourceOptions): Promise<DataSource> {
  const file = fileOf(options);
  if (file === null) return new DataSource(options).initialize();
  try {
    if (!existsSync(file)) make(file);
    return await new DataSource(options).initialize();
  } catch (error) {
    throw unopened(file, error);
  }
}

/** The file that a SQLite database is in. */
export function fileOf(options: DataSourceOptions): string | null {
  return options.type === 'better-sqlite3' && options.database !== ':memory:' ? options.database : null;
}

/** Of a file that is not there yet: whether it can be made. @throws UnfitDatabaseError */
export function checkPlace(file: string): void {
  let place = dirname(resolve(file));
  while (!existsSync(place)) place = dirname(place);
  try {
    if (!statSync(place).isDirectory()) throw Object.assign(new Error(`${place} is no folder`), { code: 'ENOTDIR' });
    accessSync(place, constants.W_OK);
  } catch (error) {
    throw unopened(file, error);
  }
}

function make(file: string): void {
  checkPlace(file);
  mkdirSync(dirname(file), { recursive: true, mode: FOLDER_MODE });
  closeSync(openSync(file, 'a', FILE_MODE));
}

/** What is said of an error that has to do with the file; another one is returned as it is. */
function unopened(file: string, error: unknown): unknown {
  const { code } = error as { readonly code?: unknown };
  if (typeof code !== 'string' || !UNREADABLE.test(code)) return error;
  const why = code === 'SQLITE_NOTADB' ? 'which is no SQLite database' : `which cannot be opened (${code})`;
  const remedy = 'name another file, in a folder that the service may write to';
  return new UnfitDatabaseError(`${file}, ${why}: ${remedy}`, { cause: error });
}

/** @throws UnfitDatabaseError where it takes no writes, or not every text */
export async function checkFitness(dataSource: DataSource): Promise<void> {
  await (dataSource.options.type === 'postgres' ? checkPostgres(dataSource) : checkSqlite(dataSource));
}

interface PostgresSettings {
  readonly encoding: string;
  readonly read_only: string;
  readonly is_standby: boolean;
}

async function checkPostgres(dataSource: DataSource): Promise<void> {
  const [facts] = await dataSource.query<PostgresSettings[]>(
    `SELECT current_setting('server_encoding') AS encoding, current_setting('transaction_read_only') AS read_only,
      pg_is_in_recovery() AS is_standby`,
  );
  const { url = '' } = dataSource.options as { readonly url?: string };
  const refuse = (what: string) => {
    throw new UnfitDatabaseError(`${withoutPassword(url)}, ${what}`);
  };
  if (facts?.is_standby) refuse('which is a standby and takes no writes: name the primary');
  if (facts?.read_only === 'on')
    refuse('which takes no writes: set default_transaction_read_only to off for the database and the user');
  if (facts?.encoding !== 'UTF8')
    refuse(
      `whose encoding ${facts?.encoding} has not every character: name one made with ENCODING 'UTF8' TEMPLATE template0`,
    );
}

/** `BEGIN IMMEDIATE` succeeds on a file that is read only; a change in it does not. */
async function checkSqlite(dataSource: DataSource): Promise<void> {
  try {
    await whenUnlocked(() => atOnce(dataSource, 'BEGIN IMMEDIATE'));
    const [row] = await dataSource.query<{ user_version: number }[]>('PRAGMA user_version');
    await dataSource.query(`PRAGMA user_version = ${row?.user_version ?? 0}`);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (typeof code !== 'string' || !code.startsWith('SQLITE_READONLY')) throw error;
    throw new UnfitDatabaseError(
      `${String(dataSource.options.database)}, which takes no writes: let the service write the file and its folder`,
      { cause: error },
    );
  } finally {
    if (isInTransaction(dataSource)) await dataSource.query('ROLLBACK');
  }
}
