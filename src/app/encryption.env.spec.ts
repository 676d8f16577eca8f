import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEncryption } from './encryption.env.js';
import { EnvReader } from './env-reader.js';

const KEY = `a:${randomBytes(32).toString('base64')}`;

describe('readEncryption', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'reprise-keys-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (source: Record<string, string>) => {
    const env = new EnvReader(source);
    return { names: readEncryption(env).masterKeys?.names, problems: env.problems };
  };
  const file = (text: string) => {
    const name = join(folder, 'keys');
    writeFileSync(name, text);
    return name;
  };

  it('encrypts nothing unless a key is there', () => {
    expect(read({})).toEqual({ names: undefined, problems: [] });
    expect(read({ ENCRYPTION_KEYS: ' ' })).toEqual({ names: undefined, problems: [] });
  });

  it('rejects unencrypted data only with ENCRYPTION_STRICT, which requires keys', () => {
    const strict = (source: Record<string, string>) => {
      const env = new EnvReader(source);
      return { strict: readEncryption(env).strict, problems: env.problems };
    };
    expect(strict({ ENCRYPTION_KEYS: KEY })).toEqual({ strict: false, problems: [] });
    expect(strict({ ENCRYPTION_KEYS: KEY, ENCRYPTION_STRICT: 'true' })).toEqual({ strict: true, problems: [] });
    expect(strict({ ENCRYPTION_STRICT: 'true' }).problems).toEqual([
      'ENCRYPTION_STRICT needs ENCRYPTION_KEYS: without keys nothing is encrypted',
    ]);
    expect(strict({ ENCRYPTION_KEYS: KEY, ENCRYPTION_STRICT: 'yes' }).problems).toHaveLength(1);
  });

  it('reads keys from the setting or from a file', () => {
    expect(read({ ENCRYPTION_KEYS: KEY })).toEqual({ names: ['a'], problems: [] });
    expect(read({ ENCRYPTION_KEYS_FILE: file(`# ours\n${KEY}\n`) })).toEqual({ names: ['a'], problems: [] });
  });

  it('reports a mistake in one line that names the setting but no key', () => {
    const short = `a:${randomBytes(16).toString('base64')}`;
    expect(read({ ENCRYPTION_KEYS: short }).problems).toEqual([
      'ENCRYPTION_KEYS entry 1 (a) must be 32 bytes in base64: openssl rand -base64 32',
    ]);
    expect(read({ ENCRYPTION_KEYS_FILE: file('') }).problems).toEqual([
      `ENCRYPTION_KEYS_FILE ${join(folder, 'keys')}: names no key`,
    ]);
    expect(read({ ENCRYPTION_KEYS_FILE: join(folder, 'none') }).problems).toEqual([
      `ENCRYPTION_KEYS_FILE ${join(folder, 'none')}: cannot be read (ENOENT)`,
    ]);
    expect(read({ ENCRYPTION_KEYS: KEY, ENCRYPTION_KEYS_FILE: file(KEY) }).problems).toEqual([
      'ENCRYPTION_KEYS_FILE is set in addition to ENCRYPTION_KEYS: unset one of them',
    ]);
  });
});
