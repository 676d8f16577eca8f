/** Connects to Redis and pings it once. @throws if it does not answer */
export async function probeRedis(url: string): Promise<void> {
  const { openRedis } = await import('./stores/redis-counter.store.js');
  const redis = openRedis(url, () => null);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}
