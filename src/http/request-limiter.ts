/** What is left of a limit once a request has been counted. */
export interface Quota {
  /** How many requests a window takes, and how long it is. */
  readonly requests: number;
  readonly windowSeconds: number;
  /** Requests that the window still takes. */
  readonly remaining: number;
  /** Seconds until the window ends, and the next one takes as many again. */
  readonly resetSeconds: number;
  readonly isExceeded: boolean;
}

/** The port to whoever counts requests. */
export abstract class RequestLimiter {
  /**
   * Counts one request.
   * @param key stands for whose request it is, and is of use for nothing else
   * @returns `null` where it cannot be counted at the moment: then the request is served
   */
  abstract count(key: string): Promise<Quota | null>;
}
