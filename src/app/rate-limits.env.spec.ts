import { EnvReader } from './env-reader.js';
import { readLimits, readTrustProxy } from './rate-limits.env.js';

describe('readLimits', () => {
  const read = (source: Record<string, string>) => {
    const env = new EnvReader(source);
    return { limits: readLimits(env), problems: env.problems };
  };

  it('sets no limit by default', () => {
    const none = { limits: { openRequests: 2_048 }, problems: [] };
    expect(read({})).toEqual(none);
    expect(read({ RATE_LIMIT_REQUESTS: '0', RATE_LIMIT_WINDOW_SECONDS: '10' })).toEqual(none);
    const asked = { RATE_LIMIT_REQUESTS: '5', REDIS_URL: 'rediss://u:p@h:6380/1' };
    expect(read({ ...asked, MAX_OPEN_REQUESTS: '7' }).limits).toEqual({
      openRequests: 7,
      requests: 5,
      windowSeconds: 60,
      redisUrl: 'rediss://u:p@h:6380/1',
    });
  });

  it('refuses a Redis that would not be used', () => {
    expect(read({ REDIS_URL: 'redis://h' }).problems).toEqual([
      expect.stringMatching(/^REDIS_URL .*RATE_LIMIT_REQUESTS/),
    ]);
  });

  it.each(['h:6379', 'http://h', 'redis://', 'redis:h'])('rejects the Redis URL %s without repeating it', (url) => {
    const { problems } = read({ RATE_LIMIT_REQUESTS: '5', REDIS_URL: url });
    expect(problems).toEqual([expect.stringMatching(/^REDIS_URL must be redis:\/\/ or rediss:\/\/</)]);
  });
});

describe('readTrustProxy', () => {
  const read = (text: string) => {
    const env = new EnvReader({ TRUST_PROXY: text });
    return [readTrustProxy(env), env.problems.length];
  };

  it.each([
    ['', false],
    ['false', false],
    ['1', 1],
    ['32', 32],
    ['loopback', ['loopback']],
    ['10.0.0.0/8, ::1,fd00::/8', ['10.0.0.0/8', '::1', 'fd00::/8']],
  ])('takes %p', (text, trusted) => {
    expect(read(text)).toEqual([trusted, 0]);
  });

  it.each([
    'true',
    '*',
    '0',
    '33',
    '-1',
    '1.5',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    'proxy.local',
    'fe80::1%eth0',
    ',',
  ])('rejects %p: not every client may set its own address', (text) => {
    expect(read(text)).toEqual([false, 1]);
  });
});
