import './openapi/at-once.js';
export {
  type AnalysisContext,
  type AnalysisInput,
  type AnalysisListener,
  AnalysisModule,
  type AnalysisOutcome,
  AnalysisService,
  type HistoryQuery,
  HistoryService,
  RefusedError,
  type Result,
  ResultNotFoundError,
} from './analysis/index.js';
export {
  AuditExportService,
  type AuditFilter,
  AuditMirror,
  AuditModule,
  type AuditModuleOptions,
  type AuditRecord,
  AuditRecordNotFoundError,
  AuditRoutesModule,
  AuditService,
  type ExportSpan,
  type FirstBad,
  NotAnExportError,
  type PlacedRecord,
  type ProvenRecord,
  type Seal,
  TrustedKeys,
  type Verification,
  VerificationService,
  verifyExport,
  type VerifyOptions,
} from './audit/index.js';
export {
  BudgetExceededError,
  type BudgetHolder,
  type BudgetLimit,
  BudgetNotFoundError,
  BudgetsModule,
  type BudgetsModuleShape,
  BudgetsService,
  type BudgetStatus,
  type Period,
  type PlannedCall,
  type Spend,
  SpendSource,
} from './budgets/index.js';
export { type CacheMode, CacheModule, type CacheModuleOptions, type CacheScope, CacheService } from './cache/index.js';
export { CompletionsModule, IdempotencyKeyReusedError } from './completions/index.js';
export { LocksModule, type LocksModuleOptions, OutcomeErasedError } from './locks/index.js';
export {
  type AnthropicSdk,
  ClaudeClient,
  ClaudeFailedError,
  type ClaudeMessage,
  ClaudeModule,
  type ClaudeModuleOptions,
  ClaudeOverloadedError,
  ClaudeRejectedError,
  type ClaudeReply,
  type ClaudeRequest,
  ClaudeRequestTooLargeError,
  ClaudeService,
  ClaudeTimeoutError,
  TooManyCallsError,
  type ContentBlock,
  type Effort,
  InvalidPricesError,
  type JsonObject,
  type JsonValue,
  type ModelLimits,
  parsePrices,
  type PriceEntry,
  type StreamEnd,
  type TokenUsage,
} from './claude/index.js';
export {
  type AccessScope,
  type Acting,
  actingAs,
  AppError,
  type AppErrorDetail,
  type AuditAction,
  type AuditDetail,
  AuditDraft,
  type AuditEntry,
  AuditTrail,
  Clock,
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
export {
  type AnswerInput,
  type ContextPolicy,
  ContextWindowExceededError,
  type Conversation,
  ConversationBusyError,
  type ConversationChange,
  ConversationNotFoundError,
  type ConversationQuery,
  ConversationsModule,
  ConversationsService,
  type ForkInput,
  type Message,
  type MessageInput,
  MessageNotFoundError,
  MessageRefusedError,
  type MessageRole,
  MessagesService,
  type MessageStatus,
  type NewConversation,
  type ShownMessage,
  type TurnContext,
  type TurnListener,
  type TurnOutcome,
  TurnService,
} from './conversations/index.js';
export {
  DatabaseModule,
  type DatabaseModuleOptions,
  DatabaseUnavailableError,
  HostTransactionError,
  openDataSource,
  OpenTransactionError,
  type TablePrefixOptions,
} from './database/index.js';
export {
  EncryptionKeyMissingError,
  EncryptionModule,
  type EncryptionModuleOptions,
  KeyRotationService,
  KeyStatusService,
  type MasterKey,
  MasterKeys,
  type MasterKeyStatus,
  UnreadableContentError,
  UnsealedContentError,
} from './encryption/index.js';
export { HoldNotFoundError, HoldsModule, HoldsService, type LegalHold, LegalHoldError } from './holds/index.js';
export {
  type HttpRequest,
  IdentityResolver,
  NoLogin,
  type Problem,
  ProblemException,
  type Quota,
  RateLimitedError,
  RequestLimiter,
  type RoutesShape,
} from './http/index.js';
export {
  type ApiKey,
  ApiKeyNotFoundError,
  ApiKeysService,
  type AuthMode,
  type CreatedApiKey,
  IdentityModule,
  type IdentityModuleOptions,
  type IdentityModuleShape,
  IdentityUnavailableError,
  type NewApiKey,
  type TokenOptions,
} from './identity/index.js';
export {
  AnswerNotStoredYetError,
  JournalModule,
  type JournalModuleOptions,
  JournalSpend,
  type UsageGroup,
  type UsageNumbers,
  type UsageSum,
  UserErasedError,
} from './journal/index.js';
export { RateLimitsModule, type RateLimitsModuleOptions } from './rate-limits/index.js';
export {
  type Erasure,
  ErasureModule,
  ErasureNotFoundError,
  ErasureService,
  type ErasureState,
  ExportModule,
  ExportService,
  RetentionModule,
  type RetentionOptions,
  RetentionService,
} from './privacy/index.js';
export {
  type AskedShape,
  type KeptPreferences,
  NoPreferences,
  type Preferences,
  PreferencesChangedError,
  PreferencesModule,
  type PreferencesModuleShape,
  PreferencesService,
  PreferencesSource,
} from './preferences/index.js';
export { RepriseCoreModule, RepriseModule, type RepriseModuleOptions, type RepriseShape } from './reprise/index.js';
export { REPRISE_ENTITIES, REPRISE_MIGRATIONS, repriseEntities, repriseMigrations } from './schema/index.js';
export { UsageModule, type UsageQuery, type UsageReport, UsageService } from './usage/index.js';

import type { AccessScope } from './common/index.js';
import { LocksModule, type LocksModuleOptions } from './locks/index.js';
import { RateLimitsModule, type RateLimitsModuleOptions } from './rate-limits/index.js';

/** @deprecated Use `LocksModule`. */
export const ClaimsModule = LocksModule;
/** @deprecated Use `LocksModuleOptions`. */
export type ClaimsModuleOptions = LocksModuleOptions;
/** @deprecated Use `RateLimitsModule`. */
export const LimitsModule = RateLimitsModule;
/** @deprecated Use `RateLimitsModuleOptions`. */
export type LimitsModuleOptions = RateLimitsModuleOptions;
/** @deprecated Use `AccessScope`. */
export type Reach = AccessScope;
