import { ConfigurableModuleBuilder, Module, type ModuleMetadata } from '@nestjs/common';
import { ClaimRepository } from './claim.repository.js';
import { CLAIMS_OPTIONS, type ClaimsModuleOptions } from './claims.options.js';
import { ClaimsService } from './claims.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { CLAIM_SIGNALS } from './signals/claim-signals.provider.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<ClaimsModuleOptions>({
  optionsInjectionToken: CLAIMS_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras<Pick<ModuleMetadata, 'imports'>>({ imports: [] }, (definition, { imports = [] }) => ({
    ...definition,
    imports: [...new Set([...(definition.imports ?? []), ...imports])],
  }))
  .build();

/** Its `imports` have to bring the common and the database module. */
@Module({
  providers: [ClaimsService, ClaimRepository, IdempotencyService, CLAIM_SIGNALS],
  exports: [ClaimsService, IdempotencyService],
})
export class ClaimsModule extends ConfigurableModuleClass {}
