import { createHmac, timingSafeEqual } from 'node:crypto';

/** The default HMAC key. It is public, so guesses can be checked against a copy of the database. */
const PUBLIC_LABEL = 'reprise/api-keys/1';

/**
 * HMAC-SHA256 of an API key, as 64 hexadecimal digits. A slow hash is not needed, because a key has 256 random bits.
 */
export function digestOf(key: string, secret = PUBLIC_LABEL): string {
  return createHmac('sha256', secret).update(key, 'utf8').digest('hex');
}

/** Compares two digests in constant time. */
export function isSameDigest(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
