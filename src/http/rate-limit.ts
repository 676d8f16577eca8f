import { type Identity, sha256 } from '../common/index.js';
import { clientOf } from './client-address.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { RateLimitedError } from './rate-limit.errors.js';
import type { RequestLimiter } from './request-limiter.js';

/** Name of the only policy; draft-ietf-httpapi-ratelimit-headers requires one. */
const POLICY = '"default"';

/**
 * Counts a request and sets the `RateLimit` response headers.
 * @param identity the caller; without it the request counts for its client address
 * @throws RateLimitedError if the limit is exceeded
 */
export async function countRequest(
  limiter: RequestLimiter,
  identity: Identity | undefined,
  request: HttpRequest,
  reply: HttpReply,
): Promise<void> {
  const quota = await limiter.count(sha256(rateLimitKey(identity, request)));
  if (quota === null) return;
  reply.header('RateLimit-Policy', `${POLICY};q=${quota.requests};w=${quota.windowSeconds}`);
  reply.header('RateLimit', `${POLICY};r=${quota.remaining};t=${quota.resetSeconds}`);
  if (quota.isExceeded) throw new RateLimitedError(quota);
}

/**
 * Key of the limit for which a request counts: the identity's, or the client address' with AUTH_MODE=none. Limiters
 * outside of the process get its digest, which has a fixed length and does not reveal the caller.
 */
export function rateLimitKey(identity: Identity | undefined, { ip }: HttpRequest): string {
  return JSON.stringify(identity ? ['identity', identity.tenantId, identity.subject] : ['address', clientOf(ip ?? '')]);
}
