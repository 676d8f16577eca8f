import { createHmac, timingSafeEqual } from 'node:crypto';

/** The HMAC key where the operator gives none: public, so that a copy of the database is enough to check a guess. */
const PUBLIC_LABEL = 'reprise/api-keys/1';

/** HMAC-SHA256 of an API key, as 64 hexadecimal digits. A key has 256 random bits: nothing slower is needed. */
export function digestOf(key: string, secret = PUBLIC_LABEL): string {
  return createHmac('sha256', secret).update(key, 'utf8').digest('hex');
}

/** In a time that does not tell where they differ. */
export function isSameDigest(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
