import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'rk_';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_BYTES = 32;
/** The number of base-62 digits of 256 bits, and of 32 bits. */
const RANDOM_DIGITS = 43;
const CHECKSUM_DIGITS = 6;
const HINT_LENGTH = PREFIX.length + 6;
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_DIGITS + CHECKSUM_DIGITS}}$`);

/**
 * A new API key: a prefix that scanners for leaked secrets recognize, 256 random bits, and a checksum, so that
 * truncated and mistyped keys are refused without a query.
 */
export function newApiKey(): string {
  const random = BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`);
  const body = PREFIX + base62(random, RANDOM_DIGITS);
  return body + checksum(body);
}

/** Whether the text has the format of an API key and a correct checksum. */
export function isApiKey(text: string): boolean {
  return SHAPE.test(text) && checksum(text.slice(0, -CHECKSUM_DIGITS)) === text.slice(-CHECKSUM_DIGITS);
}

/** The part of a key that may be displayed: enough to recognize it, too little to guess the rest. */
export function hintOf(key: string): string {
  return key.slice(0, HINT_LENGTH);
}

function checksum(body: string): string {
  return base62(BigInt(crc32(body)), CHECKSUM_DIGITS);
}

function base62(value: bigint, length: number): string {
  let digits = '';
  for (let rest = value; digits.length < length; rest /= 62n) digits = DIGITS.charAt(Number(rest % 62n)) + digits;
  return digits;
}
