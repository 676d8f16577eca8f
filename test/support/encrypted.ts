import { randomBytes } from 'node:crypto';
import { inTests } from './service.js';

/** A master key as the setting takes it. */
export function masterKey(name: string): string {
  return `${name}:${randomBytes(32).toString('base64')}`;
}

/** Every service of a test file that imports this encrypts what it stores. */
inTests.env = { ENCRYPTION_KEYS: masterKey('test') };
