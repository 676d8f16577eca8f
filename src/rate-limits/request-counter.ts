import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { type Clock, errorName, type Log, type Logs, type PeriodicJobs } from '../common/index.js';
import { type Quota, RequestLimiter } from '../http/index.js';
import type { CounterStore, Limit } from './counter.store.js';

const SWEEP_EVERY_MS = 300_000;
/** Minimum interval between warnings about an unavailable store, in milliseconds. */
const WARN_EVERY_MS = 60_000;

/** Counts requests in fixed windows. A window begins with the caller's first request. */
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

  /** Deletes ended windows. */
  sweep(): Promise<void> {
    return this.store.sweep();
  }

  async count(key: string): Promise<Quota | null> {
    try {
      return this.toQuota(await this.store.counter.consume(key), false);
    } catch (failure) {
      if (failure instanceof RateLimiterRes) return this.toQuota(failure, true);
      // An unavailable store must not make the service unavailable.
      this.warn(failure);
      return null;
    }
  }

  private toQuota({ remainingPoints, msBeforeNext }: RateLimiterRes, isExceeded: boolean): Quota {
    const { requests, windowSeconds } = this.limit;
    // The clocks of processes may differ, so the remaining time is capped at the length of a window.
    const resetSeconds = Math.min(Math.max(Math.ceil(msBeforeNext / 1000), 1), windowSeconds);
    return { requests, windowSeconds, remaining: remainingPoints, resetSeconds, isExceeded };
  }

  private warn(error: unknown): void {
    const now = this.clock.now().getTime();
    if (now - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = now;
    this.logger.warn(`requests are served without a limit, because they could not be counted (${errorName(error)})`);
  }
}
