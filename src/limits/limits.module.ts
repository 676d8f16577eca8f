import { Module } from '@nestjs/common';
import { Clock, Logs, roomModule } from '../common/index.js';
import { type Dialect, DIALECT, TABLE_PREFIX, UnitOfWork } from '../database/index.js';
import { RequestLimiter } from '../http/index.js';
import type { CounterStore } from './counter.store.js';
import { DEFAULT_WINDOW_SECONDS, LIMITS_OPTIONS, type LimitsModuleOptions } from './limits.options.js';
import { RequestCounter } from './request-counter.js';
import { MemoryCounterStore } from './stores/memory-counter.store.js';
import { PostgresCounterStore } from './stores/postgres-counter.store.js';
import { RedisCounterStore } from './stores/redis-counter.store.js';

/** Its `imports` have to bring the common and the database module. The rooms whose routes it limits import it. */
@Module({
  providers: [
    {
      provide: RequestLimiter,
      inject: [LIMITS_OPTIONS, DIALECT, UnitOfWork, TABLE_PREFIX, Clock, Logs],
      useFactory: openLimiter,
    },
  ],
  exports: [RequestLimiter],
})
export class LimitsModule extends roomModule<LimitsModuleOptions>(LIMITS_OPTIONS) {}

/** @returns nothing where there is no limit */
function openLimiter(
  { requests, windowSeconds = DEFAULT_WINDOW_SECONDS, redisUrl }: LimitsModuleOptions,
  dialect: Dialect,
  unitOfWork: UnitOfWork,
  prefix: string,
  clock: Clock,
  logs: Logs,
): RequestLimiter | undefined {
  if (requests === undefined) return undefined;
  const limit = { requests, windowSeconds };
  return new RequestCounter(limit, openStore(), clock, logs);

  function openStore(): CounterStore {
    if (redisUrl !== undefined) return new RedisCounterStore(limit, redisUrl, `${prefix}reprise:requests`);
    if (dialect === 'sqlite') return new MemoryCounterStore(limit);
    return new PostgresCounterStore(limit, unitOfWork, `${prefix}rate_limits`);
  }
}
