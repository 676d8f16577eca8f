import { Inject, Injectable } from '@nestjs/common';
import { type BilledReply, CLAUDE_API_VERSION, type ClaudeRequest } from '../claude/index.js';
import { Clock, CLOCK_SKEW_MS, type Owner, type AccessScope } from '../common/index.js';
import { ContentEncryption } from '../encryption/index.js';
import { CACHE_OPTIONS, type CacheModuleOptions, type CacheScope } from './cache.options.js';

const DAY_SECONDS = 86_400;

/**
 * Must be raised when the fields of a key or their meaning change, so that older answers are not replayed for new
 * requests.
 */
const KEY_VERSION = 1;

/** Stop reasons of complete answers. Truncated, refused and paused answers are never replayed. */
const COMPLETE_STOP_REASONS = new Set(['end_turn', 'stop_sequence']);

/**
 * `use`: replay if possible; `refresh`: call Claude, and let later requests replay the new answer; `off`: neither
 * replay nor allow later replays.
 */
export const CACHE_MODES = ['use', 'refresh', 'off'] as const;
export type CacheMode = (typeof CACHE_MODES)[number];

/** The time range, inclusive, in which an answer must have been given to be replayed now. */
export interface Fresh {
  readonly since: Date;
  readonly until: Date;
}

/** Decides which answers may be replayed, to whom, and for how long. The answers are stored by other modules. */
@Injectable()
export class CacheService {
  private readonly ttlMs: number;
  private readonly scope: CacheScope | undefined;

  constructor(
    @Inject(CACHE_OPTIONS) options: CacheModuleOptions,
    private readonly clock: Clock,
    private readonly encryption: ContentEncryption,
  ) {
    this.ttlMs = (options.ttlSeconds ?? DAY_SECONDS) * 1000;
    this.scope = options.scope;
  }

  /**
   * The cache key of a request: a SHA-256 digest of everything that shapes Claude's answer, and of who may share it. It
   * is keyed if content is encrypted. Texts are compared byte for byte, and the key order of a JSON schema is part of
   * the cache key.
   * @param scope scope of the caller. A caller that acts for a single user could probe what colleagues have asked, so
   * it shares answers only if the operator has configured that. @default the tenant
   */
  keyFor(owner: Owner, request: ClaudeRequest, scope?: AccessScope): Promise<string> {
    const isSingleUser = scope !== undefined && scope.userId !== null;
    const isShared = (this.scope ?? (isSingleUser ? 'user' : 'tenant')) === 'tenant';
    const sharedBy = isShared ? [owner.tenantId] : [owner.tenantId, owner.userId];
    const { model, system, messages, maxTokens, effort, schema } = request;
    const parts = [KEY_VERSION, CLAUDE_API_VERSION, sharedBy, model, system, messages, maxTokens, effort, schema];
    return this.encryption.digest(owner, parts);
  }

  /** Whether a reply may be replayed: complete, not empty, and matching its schema. */
  isReplayable({ stopReason, text }: Pick<BilledReply, 'stopReason' | 'text'>, schemaSatisfied: boolean): boolean {
    return schemaSatisfied && COMPLETE_STOP_REASONS.has(stopReason) && text.trim() !== '';
  }

  /**
   * The time range of answers that may be replayed now; `null` if replays are off. Later answers are excluded: they
   * come from a process whose clock was ahead, so their age is unknown.
   */
  fresh(): Fresh | null {
    if (this.ttlMs === 0) return null;
    const now = this.clock.now().getTime();
    return { since: new Date(now - this.ttlMs), until: new Date(now + Math.min(this.ttlMs, CLOCK_SKEW_MS)) };
  }

  /** Whole seconds for which an answer given at `answeredAt` can still be replayed. */
  secondsLeft(answeredAt: Date): number {
    const ageMs = Math.max(this.clock.now().getTime() - answeredAt.getTime(), 0);
    return Math.floor((this.ttlMs - ageMs) / 1000);
  }
}
