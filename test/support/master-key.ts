import { randomBytes } from 'node:crypto';

/** A master key as the setting takes it. */
export function masterKey(name: string): string {
  return `${name}:${randomBytes(32).toString('base64')}`;
}
