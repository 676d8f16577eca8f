import type { DataSource } from 'typeorm';
import { type Dialect, DIALECT, REPRISE_DATA_SOURCE, TABLE_PREFIX, UnitOfWork } from '../../database/index.js';
import { ClaimSignals } from './claim-signals.js';
import { LocalClaimSignals } from './local-claim-signals.js';
import { PostgresClaimSignals } from './postgres-claim-signals.js';

/** The signals of the database in use. */
export const CLAIM_SIGNALS = {
  provide: ClaimSignals,
  inject: [DIALECT, UnitOfWork, REPRISE_DATA_SOURCE, TABLE_PREFIX],
  useFactory: (dialect: Dialect, unitOfWork: UnitOfWork, dataSource: DataSource, prefix: string) =>
    dialect === 'postgres'
      ? new PostgresClaimSignals(unitOfWork, dataSource, `${prefix}reprise_claims`)
      : new LocalClaimSignals(unitOfWork),
};
