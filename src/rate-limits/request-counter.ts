import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { type Clock, errorName, type Log, type Logs, type PeriodicJobs } from '../common/index.js';
import { type Quota, RequestLimiter } from '../http/index.js';
import type { CounterStore, Limit } from './counter.store.js';

const SWEEP_EVERY_MS = 300_000;
/** A store that is down is spoken of once in so many milliseconds, not once a request. */
const WARN_EVERY_MS = 60_000;

/** Counts requests. A window begins with its first request and takes so many; then it is over for the caller. */
export class RequestCounter extends RequestLimiter implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger: Log;
  private warnedAt = -Infinity;

  constructor(
    private readonly limit: Limit,
    private readonly store: CounterStore,
    private readonly clock: Clock,
    jobs: PeriodicJobs,
    logs: Logs,
  ) {
    super();
    this.logger = logs.of(RequestCounter);
    jobs.add({ name: 'rate-limit-sweep', everyMs: SWEEP_EVERY_MS, work: () => this.sweep() });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.store.open().catch((error: unknown) => this.warn(error));
  }

  onApplicationShutdown(): void {
    this.store.close();
  }

  /** Forgets windows that are over. */
  sweep(): Promise<void> {
    return this.store.sweep();
  }

  async count(key: string): Promise<Quota | null> {
    try {
      return this.toQuota(await this.store.counter.consume(key), false);
    } catch (failure) {
      if (failure instanceof RateLimiterRes) return this.toQuota(failure, true);
      // A limit that is down must not take the service down with it.
      this.warn(failure);
      return null;
    }
  }

  private toQuota({ remainingPoints, msBeforeNext }: RateLimiterRes, isExceeded: boolean): Quota {
    const { requests, windowSeconds } = this.limit;
    // Clocks of replicas may differ by a little; a window is never longer than it is.
    const resetSeconds = Math.min(Math.max(Math.ceil(msBeforeNext / 1000), 1), windowSeconds);
    return { requests, windowSeconds, remaining: remainingPoints, resetSeconds, isExceeded };
  }

  private warn(error: unknown): void {
    const now = this.clock.now().getTime();
    if (now - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = now;
    this.logger.warn(`requests are served without a limit: they could not be counted (${errorName(error)})`);
  }
}
