/** `tenant`: users of one tenant share answers; `user`: nobody sees an answer another user paid for. */
export const CACHE_SCOPES = ['tenant', 'user'] as const;
export type CacheScope = (typeof CACHE_SCOPES)[number];

export interface CacheModuleOptions {
  /** How long an answer may be replayed, in seconds, counted from the original answer. 0 turns replays off. @default 86_400 */
  readonly ttlSeconds?: number;
  /** @default 'tenant' */
  readonly scope?: CacheScope;
}

export const CACHE_OPTIONS = Symbol('CACHE_OPTIONS');
