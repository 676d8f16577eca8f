export { toUsageResponse } from './http/usage.mapper.js';
export { UsageModule } from './usage.module.js';
export { UsageService } from './usage.service.js';
export { type UsageQuery, type UsageReport } from './usage.types.js';
