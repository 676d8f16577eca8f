import type { RateLimiterAbstract } from 'rate-limiter-flexible';

/** What of the options a counter has to know. */
export interface Limit {
  readonly requests: number;
  readonly windowSeconds: number;
}

/** The port to where requests are counted. */
export abstract class CounterStore {
  /** Counts in one atomic step, on every replica together. */
  abstract readonly counter: RateLimiterAbstract;
  /** Before the first request. Where it fails, requests are served uncounted until it works. */
  async open(): Promise<void> {}
  /** Forgets windows that are over, where the store does not do so by itself. */
  async sweep(): Promise<void> {}
  close(): void {}
}
