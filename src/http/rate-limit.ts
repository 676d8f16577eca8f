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
  const quota = await limiter.count(identity ? keyOfIdentity(identity) : keyOfAddress(request));
  if (quota === null) return;
  reply.header('RateLimit-Policy', `${POLICY};q=${quota.requests};w=${quota.windowSeconds}`);
  reply.header('RateLimit', `${POLICY};r=${quota.remaining};t=${quota.resetSeconds}`);
  if (quota.isExceeded) throw new RateLimitedError(quota);
}

/** Digests: of one length whatever a token says, and where they are kept nobody reads who asked. */
function keyOfIdentity({ tenantId, subject }: Identity): string {
  return sha256(JSON.stringify(['identity', tenantId, subject]));
}

function keyOfAddress({ ip }: HttpRequest): string {
  return sha256(JSON.stringify(['address', clientOf(ip ?? '')]));
}
