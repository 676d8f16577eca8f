import { ConfigurableModuleBuilder, Module, type ModuleMetadata } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { type Dialect, DIALECT, REPRISE_DATA_SOURCE, UnitOfWork } from '../database/index.js';
import { ClaimRepository } from './claim.repository.js';
import { ClaimSignals } from './claim-signals.js';
import { CLAIMS_OPTIONS, type ClaimsModuleOptions } from './claims.options.js';
import { ClaimsService } from './claims.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { LocalClaimSignals } from './local-claim-signals.js';
import { PostgresClaimSignals } from './postgres-claim-signals.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<ClaimsModuleOptions>({
  optionsInjectionToken: CLAIMS_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras<Pick<ModuleMetadata, 'imports'>>({ imports: [] }, (definition, { imports = [] }) => ({
    ...definition,
    imports: [...new Set([...(definition.imports ?? []), ...imports])],
  }))
  .build();

const SIGNALS = {
  provide: ClaimSignals,
  inject: [DIALECT, UnitOfWork, REPRISE_DATA_SOURCE],
  useFactory: (dialect: Dialect, unitOfWork: UnitOfWork, dataSource: DataSource) =>
    dialect === 'postgres' ? new PostgresClaimSignals(unitOfWork, dataSource) : new LocalClaimSignals(unitOfWork),
};

/** Its `imports` have to bring the common and the database module. */
@Module({
  providers: [ClaimsService, ClaimRepository, IdempotencyService, SIGNALS],
  exports: [ClaimsService, IdempotencyService],
})
export class ClaimsModule extends ConfigurableModuleClass {}
