import { RateLimiterMemory } from 'rate-limiter-flexible';
import { CounterStore, type Limit } from '../counter.store.js';

/** Counts in this process' memory; used with SQLite, which has one process. */
export class MemoryCounterStore extends CounterStore {
  readonly counter: RateLimiterMemory;

  constructor({ requests, windowSeconds }: Limit) {
    super();
    this.counter = new RateLimiterMemory({ points: requests, duration: windowSeconds });
  }
}
