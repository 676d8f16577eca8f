import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { CounterStore, type Limit } from '../counter.store.js';

/** Timeout of a Redis command, in milliseconds. Requests wait for it, and are served uncounted after it. */
const ANSWER_TIMEOUT_MS = 500;
const CONNECT_TIMEOUT_MS = 1_000;
/** Longest delay between two attempts to reconnect, in milliseconds. */
const MAX_RECONNECT_MS = 2_000;

export class RedisCounterStore extends CounterStore {
  readonly counter: RateLimiterRedis;
  private readonly redis: Redis;

  constructor({ requests, windowSeconds }: Limit, url: string, keyPrefix: string) {
    super();
    this.redis = openRedis(url, (attempt) => Math.min(attempt * 100, MAX_RECONNECT_MS));
    this.counter = new RateLimiterRedis({
      storeClient: this.redis,
      points: requests,
      duration: windowSeconds,
      keyPrefix,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: requests,
    });
  }

  override async open(): Promise<void> {
    await this.redis.connect();
  }

  override close(): void {
    this.redis.disconnect();
  }
}

/** Opens a client whose commands fail immediately while it is not connected. */
export function openRedis(url: string, retryStrategy: (attempt: number) => number | null): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: ANSWER_TIMEOUT_MS,
    retryStrategy,
    connectionName: 'reprise',
  });
  // Commands report their own errors. Without a listener, ioredis would also print each failed attempt to reconnect.
  redis.on('error', () => undefined);
  return redis;
}
