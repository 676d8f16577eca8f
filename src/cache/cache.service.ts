import { Inject, Injectable } from '@nestjs/common';
import { CLAUDE_API_VERSION, type ClaudeRequest } from '../claude/index.js';
import { Clock, type Owner, type Reach } from '../common/index.js';
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

/** Decides what may be replayed to whom, and for how long. The answers themselves are rows of their own room. */
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
   * @param reach of the caller. One that acts for a single user might try out what its colleagues have asked, so it shares
   * with them only where the operator has said so. @default the tenant
   */
  keyFor(owner: Owner, request: ClaudeRequest, reach?: Reach): Promise<string> {
    const isOfOne = reach !== undefined && reach.userId !== null;
    const isShared = (this.scope ?? (isOfOne ? 'user' : 'tenant')) === 'tenant';
    const scope = isShared ? [owner.tenantId] : [owner.tenantId, owner.userId];
    const { model, system, messages, maxTokens, effort, schema } = request;
    return this.encryption.digest(
      owner,
      JSON.stringify([KEY_VERSION, CLAUDE_API_VERSION, scope, model, system, messages, maxTokens, effort, schema]),
    );
  }

  /** Whether a reply with this end may be replayed at all. */
  isReplayable(stopReason: string, schemaSatisfied: boolean): boolean {
    return schemaSatisfied && COMPLETE_STOP_REASONS.has(stopReason);
  }

  /** The oldest moment of an answer that may still be replayed now, the edge included; `null` when replays are off. */
  freshSince(): Date | null {
    return this.ttlMs === 0 ? null : new Date(this.clock.now().getTime() - this.ttlMs);
  }

  /** Whole seconds for which an answer given at `answeredAt` may still be replayed. */
  secondsLeft(answeredAt: Date): number {
    return Math.floor((answeredAt.getTime() + this.ttlMs - this.clock.now().getTime()) / 1000);
  }
}
