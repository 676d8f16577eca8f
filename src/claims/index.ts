export { ClaimsModule } from './claims.module.js';
export { type ClaimsModuleOptions } from './claims.options.js';
export { type ClaimAnswer, type ClaimRequest, ClaimsService, type HeldClaim } from './claims.service.js';
export { IdempotencyKeyReusedError, OutcomeErasedError } from './claims.errors.js';
export {
  type Conclusion,
  IdempotencyService,
  type IdempotentRequest,
  type IdempotentWork,
  REMEMBER_MS,
} from './idempotency.service.js';
export { ErasableClaims } from './erasable-claims.js';
export { SEALABLE_CLAIMS } from './protected-claims.js';
