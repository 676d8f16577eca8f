import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + IV_BYTES + TAG_BYTES;
const HEAD_CHARACTERS = Math.ceil((HEAD_BYTES * 4) / 3);

/** The associated data of a sealed text: the table, column, row and owner to which it is bound. */
export type Place = readonly unknown[];

/**
 * Encrypts with AES-256-GCM. The result is a text: base64url of version, nonce, tag and ciphertext.
 * @param version version of the format of `place`, from 1 to 15, so that SQL can tell it from the first two characters
 */
export function seal(key: Buffer, plain: Buffer, place: Place, version: number): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(bytesOf(place));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), body]).toString('base64url');
}

/** @throws if the text was changed, belongs to another place, or was sealed with another key */
export function open(key: Buffer, sealed: string, place: Place): Buffer {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < HEAD_BYTES) throw new Error('not a sealed text');
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(1, 1 + IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(bytesOf(place))
    .setAuthTag(bytes.subarray(1 + IV_BYTES, HEAD_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]);
}

/** The version of a sealed text; `null` if the text cannot be a sealed text. */
export function versionOf(text: unknown): number | null {
  if (typeof text !== 'string' || text.length < HEAD_CHARACTERS || !/^[A-Za-z0-9_-]+$/.test(text)) return null;
  return Buffer.from(text.slice(0, 4), 'base64url')[0] ?? null;
}

/** Version, nonce and tag of a sealed text, which identify it. */
export function headOf(sealed: string): string {
  return sealed.slice(0, HEAD_CHARACTERS);
}

function bytesOf(place: Place): Buffer {
  return Buffer.from(JSON.stringify(place));
}
