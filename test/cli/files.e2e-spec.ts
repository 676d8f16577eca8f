import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { answerOf, reprise } from '../support/cli.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { masterKey } from '../support/master-key.js';
import { Program } from '../support/process.js';
import { newApiKey, simulatorUrl } from '../support/service.js';

declare const DIALECT: 'sqlite' | 'postgres';

(DIALECT === 'sqlite' ? describe : describe.skip)('an SQLite file that does not exist', () => {
  let database: TestDatabase;
  let file: string;
  beforeEach(async () => {
    database = await createDatabase({ isEmpty: true });
    file = database.url.replace('sqlite:', '');
  });
  afterEach(() => database.drop());

  it.each([
    [['usage'], 'which is not there'],
    [['keys', 'list'], 'which is not there'],
    [['keys', 'revoke', '01a206f7-c6d0-7377-9497-d80f52ca69f6'], 'which is not there'],
    [['audit', 'verify'], 'which is not there'],
    [['encryption', 'status'], 'which is not there'],
    [['migrate', '--status'], 'does not exist yet'],
    [['doctor'], 'does not exist yet'],
  ])('is not created by %p, which exits with 1', async (args, text) => {
    const { code, stdout, stderr } = await reprise({ DATABASE_URL: database.url }, ...args);
    expect({ code, told: stdout + stderr }).toEqual({ code: 1, told: expect.stringContaining(`${file}`) });
    expect(stdout + stderr).toContain(text);
    expect(existsSync(dirname(file))).toBe(false);
  });

  it('is created readable by the service’s system user only, and so is its folder', async () => {
    await answerOf({ DATABASE_URL: database.url }, 'migrate');
    expect([dirname(file), file].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
    const open = new Database(file);
    open.exec('PRAGMA user_version = 1');
    expect([`${file}-wal`, `${file}-shm`].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
    open.close();
  });

  it('causes a warning of the doctor and at the start if it, its mirror or a key is accessible to other users', async () => {
    await answerOf({ DATABASE_URL: database.url }, 'migrate');
    const [mirror, key] = [`${file}.mirror`, `${file}.key`] as const;
    writeFileSync(mirror, '');
    const keys = masterKey('main');
    writeFileSync(key, keys);
    const env = {
      DATABASE_URL: database.url,
      AUDIT_MIRROR_FILE: mirror,
      ENCRYPTION_KEYS_FILE: key,
      ANTHROPIC_API_KEY: newApiKey(),
      ANTHROPIC_BASE_URL: simulatorUrl(),
    };
    for (const path of [file, mirror, key]) chmodSync(path, 0o644);
    const warnings = [file, mirror, key].map((path) => `${path} is open to other users (mode 0644): chmod 600 ${path}`);
    const { checks } = await answerOf(env, 'doctor');
    expect(checks.filter(({ warning }: { warning?: true }) => warning)).toEqual(
      warnings.map((detail) => ({ name: 'files', ok: true, warning: true, detail })),
    );
    const program = new Program('main.js', env);
    await program.url();
    for (const warning of warnings) expect(program.stdout).toContain(warning);
    program.kill('SIGTERM');
    await program.ended;
    for (const path of [file, mirror, key]) chmodSync(path, 0o600);
    expect((await answerOf(env, 'doctor')).checks.map(({ name }: { name: string }) => name)).not.toContain('files');
  });
});
