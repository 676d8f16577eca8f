import { address, options, wholeNumber } from '../common/index.js';

export interface RateLimitsModuleOptions {
  /**
   * Requests that an identity, or where nobody logs in an address, may send in a window.
   * @default as many as it likes
   */
  readonly requests?: number | undefined;
  /** The length of a window, in seconds; it begins with its first request. @default 60 */
  readonly windowSeconds?: number | undefined;
  /**
   * Requests that an identity, or with AUTH_MODE=none an address, may have under way in this process at once, open
   * streams among them. @default 2_048
   */
  readonly openRequests?: number | undefined;
  /**
   * Where replicas count together: `redis://` or `rediss://`.
   * @default the database, where it is PostgreSQL; on SQLite this process counts alone
   */
  readonly redisUrl?: string | undefined;
}

export const RATE_LIMITS_OPTIONS = Symbol('RATE_LIMITS_OPTIONS');

/** What one timer can hold. */
const MOST_WINDOW_SECONDS = 2_147_483;

export const RATE_LIMITS_RULES = options<RateLimitsModuleOptions>({
  requests: wholeNumber(1, 2_147_483_647),
  windowSeconds: wholeNumber(1, MOST_WINDOW_SECONDS),
  openRequests: wholeNumber(1),
  redisUrl: address('redis', 'rediss'),
});

export const DEFAULT_WINDOW_SECONDS = 60;
export const DEFAULT_OPEN_REQUESTS = 2_048;
