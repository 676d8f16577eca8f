import { oneOf, options, wholeNumber } from '../common/index.js';

/**
 * `tenant`: users of a tenant share answers. A user can then learn from `cached`, and from the remaining time, whether
 * and when a colleague has sent the same request. `user`: each user gets only their own answers.
 */
export const CACHE_SCOPES = ['tenant', 'user'] as const;
export type CacheScope = (typeof CACHE_SCOPES)[number];

export interface CacheModuleOptions {
  /** How long an answer may be replayed after it was given, in seconds. 0 turns replays off. @default 86_400 */
  readonly ttlSeconds?: number;
  /** @default 'tenant' for callers that act for every user of a tenant, 'user' for those that act for one */
  readonly scope?: CacheScope;
}

export const CACHE_OPTIONS = Symbol('CACHE_OPTIONS');

/** A hundred years. With a longer time the start of the replay window would not sort as a stored date. */
const MOST_TTL_SECONDS = 3_155_760_000;

export const CACHE_RULES = options<CacheModuleOptions>({
  ttlSeconds: wholeNumber(0, MOST_TTL_SECONDS),
  scope: oneOf(...CACHE_SCOPES),
});
