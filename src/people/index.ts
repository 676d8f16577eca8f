export { ExportModule, type ExportModuleShape } from './export/export.module.js';
export { ExportService } from './export/export.service.js';
export { RetentionModule, type RetentionModuleShape } from './retention/retention.module.js';
export { type RetentionOptions } from './retention/retention.options.js';
export { RetentionService } from './retention/retention.service.js';
