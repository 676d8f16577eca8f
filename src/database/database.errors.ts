import { AppError } from '../common/index.js';

const RETRY_AFTER_SECONDS = 5;

export class DatabaseUnavailableError extends AppError {
  readonly code = 'database_unavailable';
  readonly kind = 'unavailable';
  readonly title = 'The database is unavailable';

  constructor(cause?: unknown, message = 'The database does not answer at the moment. Try again shortly.') {
    super(message, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause,
    });
  }
}

/** On SQLite, where a process has one connection: a transaction that is not Reprise's stayed open on it. Nothing was written. */
export class HostTransactionError extends DatabaseUnavailableError {
  constructor() {
    super(
      undefined,
      'Another transaction is open on the SQLite connection that Reprise shares with its host. Call Reprise outside of it, or give Reprise a DataSource of its own.',
    );
  }
}

/** On SQLite: it rolled the transaction back by itself, as it does where the disk or the memory is full. Nothing was written. */
export class LostTransactionError extends DatabaseUnavailableError {}

/** A mistake in the program that calls: Claude would be asked while a transaction of Reprise's is open. */
export class OpenTransactionError extends Error {
  override readonly name = 'OpenTransactionError';

  constructor(method: string) {
    super(`${method} asks Claude, and must not be called inside a transaction: call it before, or after its commit`);
  }
}

const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // PostgreSQL, appendix A: no disk, no memory, too many connections, shutdown, crash, starting up, statement cancelled
  // by its time-out; and what loses against another transaction and was rolled back.
  '53100',
  '53200',
  '53300',
  '40001',
  '40P01',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '57014',
  // A standby, which takes no writes until it is the primary; an I/O error.
  '25006',
  '58030',
  '25P03',
]);

/**
 * SQLite, https://sqlite.org/rescode.html, with the extended codes of each: another process holds the file; no disk, no
 * memory, no file descriptor; an I/O error; interrupted; a file that may not be written any more.
 */
const UNAVAILABLE_SQLITE =
  /^SQLITE_(BUSY|LOCKED|PROTOCOL|FULL|NOMEM|CANTOPEN|IOERR|INTERRUPT|ABORT_ROLLBACK|READONLY)(_|$)/;

/** `pg` gives these no code. Source: pg 8, lib/client.js and pg-pool, index.js. */
const UNAVAILABLE_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
];

/** Tells a database that cannot be reached, where trying again helps, from a query that is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // TypeORM gives a connection that broke between two statements back at once; the second one finds it gone.
  if (/^QueryRunner(Provider)?AlreadyReleasedError$/.test(error.name)) return true;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && (UNAVAILABLE_CODES.has(code) || code.startsWith('08'))) return true;
  if (typeof code === 'string' && UNAVAILABLE_SQLITE.test(code)) return true;
  if (UNAVAILABLE_MESSAGES.some((message) => error.message.includes(message))) return true;
  return driverError !== undefined && driverError !== error && isUnavailable(driverError);
}

/** Whether the disk is full, which may take long to end: SQLite, and PostgreSQL's disk_full. */
export function isDiskFull({ cause }: DatabaseUnavailableError): boolean {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return code === 'SQLITE_FULL' || code === '53100';
}

/** Whether another process has the lock that a statement on SQLite needs. */
export function isLocked(error: unknown): boolean {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  if (error instanceof DatabaseUnavailableError) return cause !== undefined && isLocked(cause);
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)(_|$)/.test(code);
}

/** PostgreSQL, appendix A: serialization_failure, deadlock_detected and query_canceled. */
const HELD_UP_CODES = new Set<unknown>(['40001', '40P01', '57014']);

/** Whether other transactions were in the way of this one, of a database that is there. */
export function isHeldUp({ cause }: DatabaseUnavailableError): boolean {
  return HELD_UP_CODES.has((cause as { readonly code?: unknown } | undefined)?.code);
}

/** PostgreSQL, appendix A: unique_violation; and SQLite's two. */
const DUPLICATE_CODES = new Set(['23505', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE']);

/** Whether a row was refused because there is one like it. */
export function isDuplicate(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && DUPLICATE_CODES.has(code)) return true;
  return driverError !== undefined && driverError !== error && isDuplicate(driverError);
}
