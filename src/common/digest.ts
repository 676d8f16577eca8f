import { createHash, type Hash, type Hmac } from 'node:crypto';
import { Pauses } from './pauses.js';

/** SHA-256 of the text's UTF-8 bytes, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * The same of a text that comes in pieces, by any hash, with pauses between them. No piece may end in half a pair of
 * surrogates.
 */
export async function digestOf(hash: Hash | Hmac, pieces: Iterable<string>): Promise<string> {
  const pauses = new Pauses();
  for (const piece of pieces) {
    hash.update(piece, 'utf8');
    if (pauses.isDue) await pauses.next();
  }
  return hash.digest('hex');
}
