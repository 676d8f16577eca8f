export interface LimitsModuleOptions {
  /**
   * Requests that an identity, or where nobody logs in an address, may send in a window.
   * @default as many as it likes
   */
  readonly requests?: number | undefined;
  /** The length of a window, in seconds; it begins with its first request. @default 60 */
  readonly windowSeconds?: number | undefined;
  /**
   * Where replicas count together: `redis://` or `rediss://`.
   * @default the database, where it is PostgreSQL; on SQLite this process counts alone
   */
  readonly redisUrl?: string | undefined;
}

export const LIMITS_OPTIONS = Symbol('LIMITS_OPTIONS');

export const DEFAULT_WINDOW_SECONDS = 60;
