import { address, options, wholeNumber } from '../common/index.js';

export interface RateLimitsModuleOptions {
  /**
   * Maximum number of requests in a window, for each identity, or with AUTH_MODE=none for each client address.
   * @default no limit
   */
  readonly requests?: number | undefined;
  /** Length of a window in seconds. A window begins with its first request. @default 60 */
  readonly windowSeconds?: number | undefined;
  /**
   * Maximum number of open requests in this process, for each identity, or with AUTH_MODE=none for each client address.
   * Open streams count. @default 2_048
   */
  readonly openRequests?: number | undefined;
  /**
   * URL of a Redis in which all processes count together: `redis://` or `rediss://`.
   * @default PostgreSQL counts; on SQLite the process counts in memory
   */
  readonly redisUrl?: string | undefined;
}

export const RATE_LIMITS_OPTIONS = Symbol('RATE_LIMITS_OPTIONS');

/** The longest delay of a Node.js timer. */
const MOST_WINDOW_SECONDS = 2_147_483;

export const RATE_LIMITS_RULES = options<RateLimitsModuleOptions>({
  requests: wholeNumber(1, 2_147_483_647),
  windowSeconds: wholeNumber(1, MOST_WINDOW_SECONDS),
  openRequests: wholeNumber(1),
  redisUrl: address('redis', 'rediss'),
});

export const DEFAULT_WINDOW_SECONDS = 60;
export const DEFAULT_OPEN_REQUESTS = 2_048;
