import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
/** Raise it when the format changes: what was sealed in an older one is still told by its first byte. */
const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + IV_BYTES + TAG_BYTES;

/**
 * AES-256-GCM as a text that any column takes: base64url of version, nonce, tag and ciphertext.
 * @param place is authenticated with it: in any other place the text does not open
 */
export function seal(key: Buffer, plain: Buffer, place: readonly string[]): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(bytesOf(place));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), body]).toString('base64url');
}

/** @throws when it is not what was sealed, or not in its place, or not under this key */
export function open(key: Buffer, sealed: string, place: readonly string[]): Buffer {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < HEAD_BYTES || bytes[0] !== VERSION) throw new Error('not a sealed text');
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(1, 1 + IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(bytesOf(place))
    .setAuthTag(bytes.subarray(1 + IV_BYTES, HEAD_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]);
}

function bytesOf(place: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(place));
}
