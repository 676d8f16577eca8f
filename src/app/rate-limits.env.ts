import { isIP, isIPv4 } from 'node:net';
import { DEFAULT_OPEN_REQUESTS, type RateLimitsModuleOptions } from '../rate-limits/index.js';
import type { EnvReader } from './env-reader.js';

/** Which proxies may name the client's address, in a form that Express and Fastify interpret alike. */
export type TrustProxy = false | number | readonly string[];

const NAMED_NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);
const MAX_HOPS = 32;
const TRUST_PROXY_ADVICE =
  'must be the number of proxies in front (1–32), or their addresses and networks, such as loopback,10.0.0.0/8; ' +
  'trusting all addresses is not supported, because clients could then choose their own address';

export function readLimits(env: EnvReader): RateLimitsModuleOptions {
  const openRequests = env.integer('MAX_OPEN_REQUESTS', DEFAULT_OPEN_REQUESTS, 1, 100_000);
  const requests = env.integer('RATE_LIMIT_REQUESTS', 0, 0, 1_000_000);
  const windowSeconds = env.integer('RATE_LIMIT_WINDOW_SECONDS', 60, 1, 86_400);
  const redisUrl = readRedisUrl(env);
  if (requests > 0) return { openRequests, requests, windowSeconds, redisUrl };
  if (redisUrl !== undefined)
    env.complain('REDIS_URL', 'is only used with RATE_LIMIT_REQUESTS: set that, or unset REDIS_URL', null);
  return { openRequests };
}

export function readTrustProxy(env: EnvReader): TrustProxy {
  const text = env.text('TRUST_PROXY', 'false');
  if (text === 'false') return false;
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_HOPS) return Number(text);
  const networks = text.split(',').map((network) => network.trim());
  return networks.every(isNetwork) ? networks : env.complain('TRUST_PROXY', TRUST_PROXY_ADVICE, false);
}

function readRedisUrl(env: EnvReader): string | undefined {
  const url = env.text('REDIS_URL', undefined);
  if (url === undefined || (URL.canParse(url) && /^rediss?:\/\/[^/]/.test(url))) return url;
  // The value is not repeated: it may contain a password.
  return env.complain(
    'REDIS_URL',
    'must be redis:// or rediss://<user>:<password>@<host>:<port>/<database>',
    undefined,
  );
}

function isNetwork(text: string): boolean {
  if (NAMED_NETWORKS.has(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  if (isIP(address) === 0 || address.includes('%') || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (isIPv4(address) ? 32 : 128);
}
