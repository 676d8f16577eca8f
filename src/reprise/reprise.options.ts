import type { LoggerService } from '@nestjs/common';
import { AUDIT_RULES, type AuditModuleOptions } from '../audit/index.js';
import { CACHE_RULES, type CacheModuleOptions } from '../cache/index.js';
import { CLAUDE_RULES, type ClaudeModuleOptions } from '../claude/index.js';
import { type Clock, COMMON_RULES, leaseTime, options, required } from '../common/index.js';
import { ENCRYPTION_RULES, type EncryptionModuleOptions } from '../encryption/index.js';
import { IDENTITY_RULES, type IdentityModuleOptions } from '../identity/index.js';
import { RATE_LIMITS_RULES, type RateLimitsModuleOptions } from '../rate-limits/index.js';
import { RETENTION_RULES, type RetentionOptions } from '../privacy/index.js';

export const REPRISE_OPTIONS = Symbol('REPRISE_OPTIONS');

/** Options of a mount of Reprise. Environment variables are not read. */
export interface RepriseModuleOptions {
  /** Access to Claude: an `apiKey`, or the host's own `client`. */
  readonly claude: ClaudeModuleOptions;
  /**
   * Authentication: the host's own `identityResolver`, or a `mode`. Required if routes are served, so that a forgotten
   * option does not leave them open.
   */
  readonly identity?: IdentityModuleOptions | undefined;
  /** How long answers are replayed, and to which users. @default one day, in the whole tenant */
  readonly cache?: CacheModuleOptions | undefined;
  /** The audit trail. @default on, not signed, not mirrored */
  readonly audit?: AuditModuleOptions | undefined;
  /** Encryption of content at rest. @default none */
  readonly encryption?: EncryptionModuleOptions | undefined;
  /** Rate limits of each identity. @default none */
  readonly limits?: RateLimitsModuleOptions | undefined;
  /** How long data is kept. @default for ever */
  readonly retention?: RetentionOptions | undefined;
  /** How long a process is considered alive after its last heartbeat, in milliseconds. @default 30_000 */
  readonly leaseMs?: number | undefined;
  /** The clock. @default the system's clock */
  readonly clock?: Clock | undefined;
  /** Receives Reprise's log lines, which contain ids and sizes, never content. @default the logger of the Nest application */
  readonly logger?: LoggerService | undefined;
}

export const REPRISE_RULES = options<RepriseModuleOptions>({
  claude: required(CLAUDE_RULES, 'claude: { apiKey: process.env.ANTHROPIC_API_KEY }'),
  identity: IDENTITY_RULES,
  cache: CACHE_RULES,
  audit: AUDIT_RULES,
  encryption: ENCRYPTION_RULES,
  limits: RATE_LIMITS_RULES,
  retention: RETENTION_RULES,
  leaseMs: leaseTime,
  ...COMMON_RULES,
});
