import { readFileSync } from 'node:fs';
import { type EncryptionModuleOptions, MasterKeys } from '../encryption/index.js';
import type { EnvReader } from './env-reader.js';

/** Reads the master keys, without which nothing is encrypted, and whether unencrypted data is rejected. */
export function readEncryption(env: EnvReader): EncryptionModuleOptions {
  const before = env.problems.length;
  const keys = readKeys(env);
  const strict = env.flag('ENCRYPTION_STRICT', false);
  if (strict && keys.masterKeys === undefined && env.problems.length === before)
    return env.complain('ENCRYPTION_STRICT', 'needs ENCRYPTION_KEYS: without keys nothing is encrypted', keys);
  return keys.masterKeys ? { ...keys, strict } : keys;
}

function readKeys(env: EnvReader): EncryptionModuleOptions {
  const text = env.text('ENCRYPTION_KEYS', undefined);
  const file = env.text('ENCRYPTION_KEYS_FILE', undefined);
  if (text !== undefined && file !== undefined)
    return env.complain('ENCRYPTION_KEYS_FILE', 'is set in addition to ENCRYPTION_KEYS: unset one of them', {});
  if (text !== undefined) return parse(env, 'ENCRYPTION_KEYS', () => text);
  return file === undefined ? {} : parse(env, 'ENCRYPTION_KEYS_FILE', () => readFileSync(file, 'utf8'), `${file}: `);
}

/** Error messages never contain the keys. */
function parse(env: EnvReader, name: string, read: () => string, where = ''): EncryptionModuleOptions {
  try {
    return { masterKeys: MasterKeys.parse(read()) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return env.complain(name, where + (code === undefined ? message : `cannot be read (${code})`), {});
  }
}
