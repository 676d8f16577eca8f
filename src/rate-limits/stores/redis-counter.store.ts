import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { CounterStore, type Limit } from '../counter.store.js';

/** A request waits for its count; a Redis that is slower than this is as good as none, in milliseconds. */
const ANSWER_TIMEOUT_MS = 500;
const CONNECT_TIMEOUT_MS = 1_000;
/** The longest pause between two attempts to reach it again, in milliseconds. */
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

/** Nothing waits for a connection: while there is none, a command fails at once. */
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
  // Each command says that it failed; without a listener every attempt to reconnect would be printed, too.
  redis.on('error', () => undefined);
  return redis;
}
