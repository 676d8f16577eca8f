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

/** What holds for a mount of Reprise. Nothing is read from the environment. */
export interface RepriseModuleOptions {
  /** How Claude is reached: `apiKey`, or the host's own `client`. */
  readonly claude: ClaudeModuleOptions;
  /**
   * Who is asking: the host's own `identityResolver`, or `mode`. Required where routes are served: nobody is let in
   * because nothing was said.
   */
  readonly identity?: IdentityModuleOptions | undefined;
  /** For how long, and for whom, answers are replayed. @default a day, for the whole tenant */
  readonly cache?: CacheModuleOptions | undefined;
  /** The audit trail. @default kept, not signed, not mirrored */
  readonly audit?: AuditModuleOptions | undefined;
  /** Encryption of content at rest. @default none */
  readonly encryption?: EncryptionModuleOptions | undefined;
  /** How much each identity may ask. @default as much as it likes */
  readonly limits?: RateLimitsModuleOptions | undefined;
  /** How old what is stored may become. @default it is kept for good */
  readonly retention?: RetentionOptions | undefined;
  /** How long a process is taken for alive after its last sign of life, in milliseconds. @default 30_000 */
  readonly leaseMs?: number | undefined;
  /** What time it is. @default the system's clock */
  readonly clock?: Clock | undefined;
  /** Where Reprise logs: ids and sizes, never content. @default the logger of the Nest application */
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
