import { type Identity, sha256 } from '../common/index.js';
import { clientOf } from './client-address.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { RateLimitedError } from './rate-limit.errors.js';
import type { RequestLimiter } from './request-limiter.js';

/** The only policy there is; draft-ietf-httpapi-ratelimit-headers wants a name for it. */
const POLICY = '"default"';

/**
 * Counts a request and says in the answer's headers what is left.
 * @param identity whose request it is; without one it is its address'
 * @throws RateLimitedError when nothing was left
 */
export async function countRequest(
  limiter: RequestLimiter,
  identity: Identity | undefined,
  request: HttpRequest,
  reply: HttpReply,
): Promise<void> {
  const quota = await limiter.count(sha256(whoseLimit(identity, request)));
  if (quota === null) return;
  reply.header('RateLimit-Policy', `${POLICY};q=${quota.requests};w=${quota.windowSeconds}`);
  reply.header('RateLimit', `${POLICY};r=${quota.remaining};t=${quota.resetSeconds}`);
  if (quota.isExceeded) throw new RateLimitedError(quota);
}

/**
 * For whose limit a request counts: its identity's, or its address' with AUTH_MODE=none. Where it leaves the process it is
 * a digest: of one length whatever a token says, and it does not tell who asked.
 */
export function whoseLimit(identity: Identity | undefined, { ip }: HttpRequest): string {
  return JSON.stringify(identity ? ['identity', identity.tenantId, identity.subject] : ['address', clientOf(ip ?? '')]);
}
