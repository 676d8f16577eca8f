import type { RateLimiterAbstract } from 'rate-limiter-flexible';

/** The limit that a counter enforces. */
export interface Limit {
  readonly requests: number;
  readonly windowSeconds: number;
}

/** Port to the storage of request counts. */
export abstract class CounterStore {
  /** The counter of `rate-limiter-flexible`. Counts atomically across all processes that share the store. */
  abstract readonly counter: RateLimiterAbstract;
  /** Connects the store before the first request. If it fails, requests are served uncounted until the store works. */
  async open(): Promise<void> {}
  /** Deletes ended windows, if the store does not do so itself. */
  async sweep(): Promise<void> {}
  close(): void {}
}
