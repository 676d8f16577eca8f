export { LimitsModule } from './limits.module.js';
export { LIMITS_OPTIONS, LIMITS_RULES, type LimitsModuleOptions } from './limits.options.js';
export { probeRedis } from './probe-redis.js';
