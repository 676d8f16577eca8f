export { RateLimitsModule } from './rate-limits.module.js';
export {
  DEFAULT_OPEN_REQUESTS,
  RATE_LIMITS_OPTIONS,
  RATE_LIMITS_RULES,
  type RateLimitsModuleOptions,
} from './rate-limits.options.js';
export { probeRedis } from './probe-redis.js';
