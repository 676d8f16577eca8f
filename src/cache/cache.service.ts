import { Inject, Injectable } from '@nestjs/common';
import { type BilledReply, CLAUDE_API_VERSION, type ClaudeRequest } from '../claude/index.js';
import { Clock, CLOCK_SKEW_MS, type Owner, type AccessScope } from '../common/index.js';
import { ContentEncryption } from '../encryption/index.js';
import { CACHE_OPTIONS, type CacheModuleOptions, type CacheScope } from './cache.options.js';

const DAY_SECONDS = 86_400;

/** Raise it when the fields of a key or their meaning change: older answers are then never taken for newer ones. */
const KEY_VERSION = 1;

/** Replies that Claude ended by itself. Any other one is cut short, refused or paused, and never stands for an answer. */
const COMPLETE_STOP_REASONS = new Set(['end_turn', 'stop_sequence']);

/** `use`: replay if possible; `refresh`: ask again and let later requests replay that; `off`: neither read nor keep. */
export const CACHE_MODES = ['use', 'refresh', 'off'] as const;
export type CacheMode = (typeof CACHE_MODES)[number];

/** When an answer was given that may be replayed now, the edges included. */
export interface Fresh {
  readonly since: Date;
  readonly until: Date;
}

/** Decides what may be replayed to whom, and for how long. The answers themselves are rows of their own module. */
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
   * A digest of everything that shapes Claude's answer, text byte for byte, and of who may share it: SHA-256, keyed
   * where content is encrypted.
   * Two requests with the same key may stand for each other; a schema's key order shapes the answer, so it counts.
   * @param scope of the caller. One that acts for a single user might try out what its colleagues have asked, so it shares
   * with them only where the operator has said so. @default the tenant
   */
  keyFor(owner: Owner, request: ClaudeRequest, scope?: AccessScope): Promise<string> {
    const isOfOne = scope !== undefined && scope.userId !== null;
    const isShared = (this.scope ?? (isOfOne ? 'user' : 'tenant')) === 'tenant';
    const sharedBy = isShared ? [owner.tenantId] : [owner.tenantId, owner.userId];
    const { model, system, messages, maxTokens, effort, schema } = request;
    const parts = [KEY_VERSION, CLAUDE_API_VERSION, sharedBy, model, system, messages, maxTokens, effort, schema];
    return this.encryption.digest(owner, parts);
  }

  /** Whether a reply with this end may be replayed at all. One that says nothing stands for no answer. */
  isReplayable({ stopReason, text }: Pick<BilledReply, 'stopReason' | 'text'>, schemaSatisfied: boolean): boolean {
    return schemaSatisfied && COMPLETE_STOP_REASONS.has(stopReason) && text.trim() !== '';
  }

  /**
   * The oldest and the newest moment of an answer that may be replayed now, the edges included; `null` when replays are
   * off. An answer of a later moment was given by a process whose clock was ahead: how old it is, is unknown.
   */
  fresh(): Fresh | null {
    if (this.ttlMs === 0) return null;
    const now = this.clock.now().getTime();
    return { since: new Date(now - this.ttlMs), until: new Date(now + Math.min(this.ttlMs, CLOCK_SKEW_MS)) };
  }

  /** Whole seconds for which an answer given at `answeredAt` may still be replayed. */
  secondsLeft(answeredAt: Date): number {
    const ageMs = Math.max(this.clock.now().getTime() - answeredAt.getTime(), 0);
    return Math.floor((this.ttlMs - ageMs) / 1000);
  }
}
