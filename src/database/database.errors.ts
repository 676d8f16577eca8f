import { AppError } from '../common/index.js';

const RETRY_AFTER_SECONDS = 5;

export class DatabaseUnavailableError extends AppError {
  readonly code = 'database_unavailable';
  readonly kind = 'unavailable';
  readonly title = 'The database is unavailable';

  constructor(cause?: unknown) {
    super('The database does not answer at the moment. Try again shortly.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause,
    });
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
  // PostgreSQL, appendix A: too many connections, shutdown, crash, starting up, statement cancelled by its time-out.
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '57014',
  '25P03',
  // SQLite: another process holds the file for longer than the busy time-out.
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

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
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && (UNAVAILABLE_CODES.has(code) || code.startsWith('08'))) return true;
  if (UNAVAILABLE_MESSAGES.some((message) => error.message.includes(message))) return true;
  return driverError !== undefined && driverError !== error && isUnavailable(driverError);
}
