import type { DataSource } from 'typeorm';
import {
  Database,
  type Dialect,
  DIALECT,
  REPRISE_DATA_SOURCE,
  TABLE_PREFIX,
  UnitOfWork,
} from '../../database/index.js';
import { LockSignals } from './lock-signals.js';
import { LocalLockSignals } from './local-lock-signals.js';
import { PostgresLockSignals } from './postgres-lock-signals.js';

/** The signals of the database in use. */
export const LOCK_SIGNALS = {
  provide: LockSignals,
  inject: [DIALECT, Database, UnitOfWork, REPRISE_DATA_SOURCE, TABLE_PREFIX],
  useFactory: (dialect: Dialect, db: Database, unitOfWork: UnitOfWork, dataSource: DataSource, prefix: string) =>
    dialect === 'postgres'
      ? new PostgresLockSignals(db, unitOfWork, dataSource, `${prefix}reprise_claims`)
      : new LocalLockSignals(unitOfWork),
};
