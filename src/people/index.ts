export { ErasureNotFoundError } from './erasure/erasure.errors.js';
export { ErasureModule } from './erasure/erasure.module.js';
export { ErasureService } from './erasure/erasure.service.js';
export { type ErasureState } from './erasure/erasure.types.js';
export { ExportModule } from './export/export.module.js';
export { ExportService } from './export/export.service.js';
export { RetentionModule } from './retention/retention.module.js';
export { type RetentionOptions } from './retention/retention.options.js';
export { RetentionService } from './retention/retention.service.js';
