export * from './analysis/index.js';
export * from './cache/index.js';
export * from './claims/index.js';
export * from './claude/index.js';
export {
  AppError,
  Clock,
  CommonModule,
  type ErrorKind,
  IdGenerator,
  Lifetime,
  type Owner,
  type Page,
  type PageRequest,
  type Reach,
  SystemClock,
} from './common/index.js';
export * from './conversations/index.js';
export { DatabaseModule, DatabaseUnavailableError } from './database/index.js';
export { type Quota, RateLimitedError, RequestLimiter } from './http/index.js';
export * from './journal/index.js';
export { LIMITS_OPTIONS, LimitsModule, type LimitsModuleOptions } from './limits/index.js';
export * from './preferences/index.js';
export { REPRISE_ENTITIES, REPRISE_MIGRATIONS } from './schema/index.js';
