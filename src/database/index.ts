export { encodeInstant, IdColumn, InstantColumn, JsonColumn, PicoUsdColumn } from './columns.js';
export { askPrepared, inOneStep } from './ask-prepared.js';
export { Batcher } from './batcher.js';
export { changeEachRow, changeRows } from './change-rows.js';
export { poolSizeOf } from './data-source-faults.js';
export { dataSourceOptions, unhurried } from './data-source-options.js';
export { Database } from './database.js';
export {
  DatabaseUnavailableError,
  HostTransactionError,
  isDiskFull,
  isDuplicate,
  isUnavailable,
  OpenTransactionError,
} from './database.errors.js';
export { DatabaseIdentityRepository } from './database-identity.repository.js';
export { DatabaseModule, type DatabaseModuleOptions } from './database.module.js';
export { DatabaseProbe } from './database.probe.js';
export { DEFAULT_DATA_SOURCE, DIALECT, REPRISE_DATA_SOURCE, TABLE_PREFIX } from './database.tokens.js';
export { type Dialect } from './dialect.js';
export { findRows } from './find-rows.js';
export { insertInto, insertRows } from './insert-rows.js';
export { DatabaseIdentity } from './entities/database-identity.entity.js';
export { Lease } from './entities/lease.entity.js';
export { LeaseRepository } from './lease.repository.js';
export { leaseHasEnded, leaseIsOver, leaseMsLeft } from './lease-term.js';
export {
  checkDatabase,
  isMissing,
  migrate,
  type MigrationState,
  openDataSource,
  readMigrations,
  refuseMissing,
} from './migrate.js';
export { isPostgresUrl, postgresUrlProblems, withoutPassword } from './postgres-url.js';
export { type PlainTable, RequiredTables, requireTables } from './required-tables.js';
export { returnedRows } from './returned-rows.js';
export { bytesIn, countFitting, countFittingOf } from './row-sizes.js';
export { forUpdate } from './row-locks.js';
export { ScrubRepository } from './scrub.repository.js';
export { anyOf, type EntityClass, FOR_KEY_SHARE, FOR_UPDATE, joined, rawSql, Sql, sql } from './sql.js';
export { oneOf, SqlValues } from './sql-values.js';
export { UnfitDatabaseError } from './start-checks.js';
export { StorableStream, toStorable } from './storable-text.js';
export { tableOf, type TablePrefixOptions } from './table-prefix.js';
export { UnitOfWork } from './unit-of-work.js';
