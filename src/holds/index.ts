export { HoldNotFoundError, LegalHoldError } from './holds.errors.js';
export { HoldsModule } from './holds.module.js';
export { HoldsService } from './holds.service.js';
export { type LegalHold } from './holds.types.js';
export { ExportableHold } from './exportable-hold.js';
