export { LimitsModule } from './limits.module.js';
export { DEFAULT_OPEN_REQUESTS, LIMITS_OPTIONS, LIMITS_RULES, type LimitsModuleOptions } from './limits.options.js';
export { probeRedis } from './probe-redis.js';
