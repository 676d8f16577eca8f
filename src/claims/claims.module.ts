import { Module } from '@nestjs/common';
import { requireTables } from '../database/index.js';
import { Claim } from './entities/claim.entity.js';
import { roomModule } from '../common/index.js';
import { ClaimRepository } from './claim.repository.js';
import { CLAIMS_OPTIONS, CLAIMS_RULES, type ClaimsModuleOptions } from './claims.options.js';
import { ClaimsService } from './claims.service.js';
import { ErasableClaims } from './erasable-claims.js';
import { IdempotencyService } from './idempotency.service.js';
import { CLAIM_SIGNALS } from './signals/claim-signals.provider.js';

/** Its `imports` have to bring the common, the database and the encryption module. */
@Module({
  providers: [
    requireTables([Claim]),
    ClaimsService,
    ClaimRepository,
    IdempotencyService,
    ErasableClaims,
    CLAIM_SIGNALS,
  ],
  exports: [ClaimsService, IdempotencyService, ErasableClaims],
})
export class ClaimsModule extends roomModule<ClaimsModuleOptions>(CLAIMS_OPTIONS, CLAIMS_RULES) {}
