export { LimitsModule } from './limits.module.js';
export { LIMITS_OPTIONS, type LimitsModuleOptions } from './limits.options.js';
export { probeRedis } from './probe-redis.js';
