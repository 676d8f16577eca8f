export * from './analysis/index.js';
export * from './audit/index.js';
export * from './budgets/index.js';
export * from './cache/index.js';
export * from './claims/index.js';
export * from './claude/index.js';
export {
  type Acting,
  actingAs,
  AppError,
  type AppErrorDetail,
  type AuditAction,
  AuditDraft,
  type AuditEntry,
  AuditTrail,
  Clock,
  COMMON_OPTIONS,
  CommonModule,
  type CommonModuleOptions,
  type ErrorKind,
  type FieldError,
  ForbiddenError,
  formatUsd,
  type Identity,
  IdGenerator,
  type Keyset,
  Lifetime,
  type Log,
  Logs,
  NoAuditTrail,
  NotFoundError,
  type Owner,
  type Page,
  type PageRequest,
  parseUsd,
  type Reach,
  type RepriseEvent,
  type RepriseEventMap,
  RepriseEvents,
  type RepriseEventType,
  type RepriseListener,
  type Role,
  ShuttingDownError,
  SystemClock,
  UnauthenticatedError,
  UserNotFoundError,
  ValidationFailedError,
} from './common/index.js';
export * from './conversations/index.js';
export {
  DatabaseModule,
  type DatabaseModuleOptions,
  DatabaseUnavailableError,
  HostTransactionError,
  OpenTransactionError,
  type TablePrefixOptions,
} from './database/index.js';
export * from './encryption/index.js';
export * from './holds/index.js';
export {
  type HttpRequest,
  IdentityResolver,
  NoLogin,
  type Problem,
  ProblemException,
  type Quota,
  RateLimitedError,
  RequestLimiter,
} from './http/index.js';
export * from './identity/index.js';
export * from './journal/index.js';
export { LIMITS_OPTIONS, LimitsModule, type LimitsModuleOptions } from './limits/index.js';
export * from './people/index.js';
export * from './preferences/index.js';
export * from './reprise/index.js';
export { REPRISE_ENTITIES, REPRISE_MIGRATIONS, repriseEntities, repriseMigrations } from './schema/index.js';
export * from './usage/index.js';
