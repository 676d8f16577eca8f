export { RetentionModule, type RetentionModuleShape } from './retention/retention.module.js';
export { type RetentionOptions } from './retention/retention.options.js';
export { RetentionService } from './retention/retention.service.js';
