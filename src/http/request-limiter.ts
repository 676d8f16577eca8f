/** State of a limit after a request was counted. */
export interface Quota {
  /** Maximum number of requests in one window. */
  readonly requests: number;
  /** Length of a window. */
  readonly windowSeconds: number;
  /** Requests left in the current window. */
  readonly remaining: number;
  /** Seconds until the current window ends. */
  readonly resetSeconds: number;
  readonly isExceeded: boolean;
}

/** Port that counts requests. */
export abstract class RequestLimiter {
  /**
   * Counts one request.
   * @param key opaque digest that identifies the caller
   * @returns `null` if the request cannot be counted at the moment; the request is then served
   */
  abstract count(key: string): Promise<Quota | null>;
}
