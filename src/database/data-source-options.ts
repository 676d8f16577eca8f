import type { DataSourceOptions } from 'typeorm';
import { isPostgresUrl, postgresUrlProblems, toPostgres } from './postgres-url.js';

type Schema = Pick<DataSourceOptions, 'entities' | 'migrations'>;

interface Extra {
  readonly connectionTimeoutMillis?: number;
  readonly enableChannelBinding?: boolean;
}

/** Time limits of the PostgreSQL connections, in milliseconds. Each alone would hang on a half-open connection. */
const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 8_000;
const QUERY_TIMEOUT_MS = 10_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
/** From when on a silent connection is asked whether it still is one; after ten seconds without an answer it is none. */
const KEEP_ALIVE_AFTER_MS = 5_000;
const POOL_SIZE = 20;

/** How long opening SQLite waits for another process that has it locked, in milliseconds. */
const OPEN_TIMEOUT_MS = 5_000;

/**
 * Says how to reach the database a URL names: `sqlite:./data/reprise.db`, `sqlite::memory:` or `postgres://…`.
 * @returns `null` when the URL names neither, or is wrong.
 */
export function dataSourceOptions(url: string, schema: Schema): DataSourceOptions | null {
  if (isPostgresUrl(url)) return postgresUrlProblems(url).length > 0 ? null : postgres(url, schema);
  const file = /^sqlite:(?:\/\/)?([^?]+)$/.exec(url)?.[1];
  return file === undefined ? null : sqlite(file, schema);
}

/** The same database without time limits, for migrations, which may well rewrite a large table. */
export function unhurried(options: DataSourceOptions): DataSourceOptions {
  if (options.type !== 'postgres') return options;
  const { connectionTimeoutMillis = CONNECT_TIMEOUT_MS, enableChannelBinding } = (options.extra ?? {}) as Extra;
  return { ...options, poolSize: 2, extra: { connectionTimeoutMillis, enableChannelBinding } };
}

function postgres(text: string, schema: Schema): DataSourceOptions {
  const { url, extra } = toPostgres(text);
  return {
    ...schema,
    type: 'postgres',
    url,
    synchronize: false,
    applicationName: 'reprise',
    poolSize: POOL_SIZE,
    // An idle connection that the server closes is replaced by the pool; the next query tells when that fails.
    poolErrorHandler: () => undefined,
    extra: {
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      ...extra,
    },
  };
}

function sqlite(file: string, schema: Schema): DataSourceOptions {
  return {
    ...schema,
    type: 'better-sqlite3',
    database: file,
    synchronize: false,
    timeout: OPEN_TIMEOUT_MS,
    statementCacheSize: 100,
    // better-sqlite3 builds SQLite with NORMAL in WAL mode, where a power cut loses commits already answered for; and so
    // that what is deleted stays in the file until its place is used again.
    prepareDatabase: (db: { pragma(command: string): unknown }) => {
      if (file !== ':memory:') db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma('secure_delete = ON');
      // From here on the unit of work waits for locks: SQLite's own waiting stops the whole process.
      db.pragma('busy_timeout = 0');
    },
  };
}
