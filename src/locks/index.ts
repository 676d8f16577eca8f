export { LocksModule } from './locks.module.js';
export { type LocksModuleOptions } from './locks.options.js';
export { LocksService } from './locks.service.js';
export { type KeptOutcome, type LockHandle, type LockOutcome, type LockRequest } from './locks.types.js';
export { OutcomeErasedError } from './locks.errors.js';
export { ErasableLocks } from './erasable-locks.js';
export { SEALABLE_LOCKS } from './protected-locks.js';
