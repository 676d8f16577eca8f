import { Module } from '@nestjs/common';
import { Clock, libraryModule, Logs, PeriodicJobs } from '../common/index.js';
import { type Dialect, DIALECT, RequiredTables, TABLE_PREFIX, UnitOfWork } from '../database/index.js';
import { OpenRequests, RequestLimiter } from '../http/index.js';
import type { CounterStore } from './counter.store.js';
import {
  DEFAULT_OPEN_REQUESTS,
  DEFAULT_WINDOW_SECONDS,
  RATE_LIMITS_OPTIONS,
  RATE_LIMITS_RULES,
  type RateLimitsModuleOptions,
} from './rate-limits.options.js';

/** Limits requests. Its `imports` must include the common and the database module. */
@Module({
  providers: [
    {
      provide: RequestLimiter,
      inject: [RATE_LIMITS_OPTIONS, DIALECT, UnitOfWork, RequiredTables, TABLE_PREFIX, Clock, PeriodicJobs, Logs],
      useFactory: openLimiter,
    },
    {
      provide: OpenRequests,
      inject: [RATE_LIMITS_OPTIONS],
      useFactory: ({ openRequests = DEFAULT_OPEN_REQUESTS }: RateLimitsModuleOptions) => new OpenRequests(openRequests),
    },
  ],
  exports: [RequestLimiter, OpenRequests],
})
export class RateLimitsModule extends libraryModule<RateLimitsModuleOptions>(RATE_LIMITS_OPTIONS, RATE_LIMITS_RULES) {}

/** Imports the counter and its store only if a limit is set. @returns `undefined` without a limit */
async function openLimiter(
  { requests, windowSeconds = DEFAULT_WINDOW_SECONDS, redisUrl }: RateLimitsModuleOptions,
  dialect: Dialect,
  unitOfWork: UnitOfWork,
  tables: RequiredTables,
  prefix: string,
  clock: Clock,
  jobs: PeriodicJobs,
  logs: Logs,
): Promise<RequestLimiter | undefined> {
  if (requests === undefined) return undefined;
  const limit = { requests, windowSeconds };
  const { RequestCounter } = await import('./request-counter.js');
  return new RequestCounter(limit, await openStore(), clock, jobs, logs);

  async function openStore(): Promise<CounterStore> {
    if (redisUrl !== undefined) {
      const { RedisCounterStore } = await import('./stores/redis-counter.store.js');
      return new RedisCounterStore(limit, redisUrl, `${prefix}reprise:requests`);
    }
    if (dialect === 'sqlite') {
      const { MemoryCounterStore } = await import('./stores/memory-counter.store.js');
      return new MemoryCounterStore(limit);
    }
    tables.need([], [{ name: 'rate_limits', columns: ['key', 'points', 'expire'], key: 'key' }]);
    const { PostgresCounterStore } = await import('./stores/postgres-counter.store.js');
    return new PostgresCounterStore(limit, unitOfWork, `${prefix}rate_limits`);
  }
}
