export { type Acting, actingAs, currentlyActing } from './acting.js';
export { AUDIT_ACTIONS, type AuditAction } from './audit-actions.js';
export {
  type AuditCounts,
  type AuditDetail,
  AuditDraft,
  type AuditEntry,
  AuditTrail,
  listDetail,
  NoAuditTrail,
  outcomeOf,
} from './audit-trail.js';
export { Clock, CLOCK_SKEW_MS, SystemClock } from './clock.js';
export { CommonModule } from './common.module.js';
export { COMMON_OPTIONS, COMMON_RULES, type CommonModuleOptions } from './common.options.js';
export { digestOf, sha256 } from './digest.js';
export {
  AppError,
  type AppErrorDetail,
  type ClaudeErrorName,
  errorName,
  type ErrorKind,
  type FieldError,
  NotFoundError,
  unfinishedOf,
  ValidationFailedError,
} from './errors.js';
export { type RepriseEvent, type RepriseEventMap, type RepriseEventType } from './events/event-map.js';
export { RepriseEvents, type RepriseListener } from './events/reprise-events.js';
export { type Identity, type Role, ROLES } from './identity.js';
export { ForbiddenError, UnauthenticatedError, UserNotFoundError } from './identity.errors.js';
export { IdGenerator, lowestIdAt } from './id-generator.js';
export { jsonPieces } from './json-pieces.js';
export { everyRow, type Keyset, type Page, pageOf, type PageRequest, rowsThatFit, USUAL_LIMIT } from './keyset.js';
export { Lifetime, ShuttingDownError } from './lifetime.js';
export { type Log, Logs } from './logs.js';
export { formatUsd, parseUsd } from './money.js';
export { type NdjsonRecord, type NdjsonTotals, toNdjson } from './ndjson.js';
export { DEFAULT_TENANT, NO_OWNER, type Owner, OWNER_NAME, OWNER_NAME_RULE, type AccessScope } from './owner.js';
export {
  END_OF_TIME,
  Erasable,
  erasureIdOf,
  Exportable,
  pseudonymOf,
  type Aged,
  Expirable,
  type RetentionTerm,
} from './personal-data.js';
export { Pauses } from './pauses.js';
export { ProcessId } from './process-id.js';
export {
  address,
  checkOptions,
  classOf,
  flag,
  having,
  leaseTime,
  MAX_TIMER_MS,
  oneOf,
  type OptionRule,
  type OptionRules,
  options,
  orNull,
  readable,
  required,
  rule,
  text,
  wholeNumber,
} from './option-rules.js';
export { modules, optionsModule, libraryModule, withImports } from './library-module.js';
export { type Leave, Semaphore, type SemaphoreOptions, type SlotRequest } from './semaphore.js';
export {
  type LeaseStore,
  type MayContinue,
  PeriodicJob,
  type PeriodicJobOptions,
  PeriodicJobs,
} from './periodic-job.js';
