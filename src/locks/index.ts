export { LocksModule } from './locks.module.js';
export { type LocksModuleOptions } from './locks.options.js';
export { type LockOutcome, type LockRequest, LocksService, type LockHandle } from './locks.service.js';
export { IdempotencyKeyReusedError, OutcomeErasedError } from './locks.errors.js';
export {
  type IdempotencyOutcome,
  IdempotencyService,
  type IdempotentRequest,
  type IdempotentWork,
  REMEMBER_MS,
} from './idempotency.service.js';
export { ErasableLocks } from './erasable-locks.js';
export { SEALABLE_LOCKS } from './protected-locks.js';
