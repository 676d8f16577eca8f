import { oneOf, options, wholeNumber } from '../common/index.js';

/**
 * `tenant`: users of one tenant share answers, so that a user who asks for one learns from `cached`, and from how long it may
 * still be replayed, whether and when a colleague has asked the same; `user`: each user is given their own answers only.
 */
export const CACHE_SCOPES = ['tenant', 'user'] as const;
export type CacheScope = (typeof CACHE_SCOPES)[number];

export interface CacheModuleOptions {
  /** How long an answer may be replayed, in seconds, counted from the original answer. 0 turns replays off. @default 86_400 */
  readonly ttlSeconds?: number;
  /** @default 'tenant' for callers that act for every user of a tenant, 'user' for those that act for one */
  readonly scope?: CacheScope;
}

export const CACHE_OPTIONS = Symbol('CACHE_OPTIONS');

/** A hundred years: an edge of what is fresh that is further away has no date that sorts. */
const MOST_TTL_SECONDS = 3_155_760_000;

export const CACHE_RULES = options<CacheModuleOptions>({
  ttlSeconds: wholeNumber(0, MOST_TTL_SECONDS),
  scope: oneOf(...CACHE_SCOPES),
});
