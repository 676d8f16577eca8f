import { readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import type { Seal } from '../../src/audit/index.js';
import {
  auditExport,
  digestOf,
  newFile,
  newSigningKey,
  sealAll,
  type SigningKey,
  stopSealing,
} from '../support/audit-exports.js';
import { records } from '../support/audit.js';
import { reprise, repriseProcess } from '../support/cli.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type Service, startService } from '../support/service.js';

const SEALS = 3;
const EACH = 3;
const LENGTH = SEALS * EACH;

/** Runs the command as an auditor does, with no settings but the given ones. */
const verify = (env: Readonly<Record<string, string>>, ...args: string[]) => reprise(env, 'audit', 'verify', ...args);

describe('reprise audit verify', () => {
  let database: TestDatabase;
  let service: Service;
  let key: SigningKey;
  let mirror: string;
  let env: Record<string, string>;
  let exported: string;

  beforeAll(async () => {
    database = await createDatabase();
    key = newSigningKey();
    mirror = newFile('mirror.ndjson', '');
    const settings = { AUDIT_SIGNING_KEY_FILE: key.privateFile, AUDIT_MIRROR_FILE: mirror };
    service = await startService({ database, env: settings });
    stopSealing(service);
    for (let seal = 0; seal < SEALS; seal += 1) {
      for (let n = 0; n < EACH; n += 1) await service.analyze('alice', { text: `${seal} ${n}` }).expect(201);
      await sealAll(service);
    }
    exported = (await auditExport(service)).text;
    env = { DATABASE_URL: database.url, ...settings };
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const ask = (sql: string) => service.app.get(DataSource).query<{ id: string }[]>(sql);
  /** The lines of the export, for tests to change: the header, then each seal followed by its records. */
  const lines = () => exported.trimEnd().split('\n');
  const toText = (changed: readonly string[]) => `${changed.join('\n')}\n`;
  const verifyFile = (text: string, ...more: string[]) =>
    verify({}, '--export', newFile('export.ndjson', text), '--public-key', key.publicFile, ...more);

  describe('on an export, without the database and the settings', () => {
    it('finds that it is valid', async () => {
      expect(await verifyFile(exported, '--mirror', mirror)).toEqual({
        code: 0,
        stderr: '',
        stdout: expect.stringMatching(new RegExp(`^holds up to record ${LENGTH}, sealed at \\S+Z\\n$`)) as string,
      });
      const { code, stdout } = await verifyFile(exported, '--json');
      expect([code, JSON.parse(stdout)]).toEqual([
        0,
        {
          tenant: 'default',
          valid: true,
          checked: LENGTH,
          sealed_through: expect.stringMatching(/Z$/) as string,
          first_bad: null,
          last_seq: LENGTH,
          signed: true,
          complete: true,
        },
      ]);
      expect(await verify({}, '--export', newFile('export.ndjson', exported))).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('; not signed by a key that is trusted here') as string,
      });
    });

    it('exits with 1 and reports the bad record', async () => {
      const file = newFile('export.ndjson', toText(without(7)));
      const { code, stdout, stderr } = await repriseProcess({}, 'audit', 'verify', '--export', file);
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout).toMatch(/^record 5 is bad: the record is missing\n/);
    });

    it('finds with the mirror an end that was removed at a seal, with a matching manifest', async () => {
      const changed = lines().slice(0, 1 + 2 * (1 + EACH));
      const counts = { audit_export: 1, seal: 2, record: 2 * EACH };
      const text = toText(changed);
      const manifest = { type: 'manifest', counts, sha256: digestOf(`${text}{}`) };
      const shorter = `${text}${JSON.stringify(manifest)}\n`;
      expect(await verifyFile(shorter)).toMatchObject({ code: 0 });
      expect(await verifyFile(shorter, '--mirror', mirror)).toMatchObject({
        code: 1,
        stdout: expect.stringContaining(`record ${2 * EACH + 1} is bad: `) as string,
      });
    });

    const without = (index: number) => lines().filter((_, at) => at !== index);
    const edited = (index: number, edit: (line: Record<string, unknown>) => object) =>
      lines().map((line, at) =>
        at === index ? JSON.stringify(edit(JSON.parse(line) as Record<string, unknown>)) : line,
      );
    const swapped = (one: number, other: number) => {
      const all = lines();
      return all.map((line, at) => (at === one ? all[other] : at === other ? all[one] : line) ?? line);
    };
    const id = (line: number) => (JSON.parse(lines()[line] ?? '{}') as { readonly id?: string }).id;
    // Lines: 0 header · 1 seal 1 · 2–4 records 1–3 · 5 seal 2 · 6–8 records 4–6 · 9 seal 3 · 10–12 records 7–9 · 13 manifest.
    const NOT_SEALED = 'it is not the record that was sealed in this place';
    it.each<[string, () => string, number, string, number?]>([
      ['an edited field', () => toText(edited(3, (line) => ({ ...line, outcome: 'failed' }))), 2, NOT_SEALED, 3],
      [
        'another user',
        () => toText(edited(3, (line) => ({ ...line, user_id: 'bob' }))),
        ...([2, 'it names another person, address or request', 3] as const),
      ],
      ['a record that is missing', () => toText(without(7)), 5, 'the record is missing'],
      ['the last record that is missing', () => toText(without(12)), 9, 'the record is missing'],
      [
        'a record twice',
        () => toText(lines().flatMap((line, at) => (at === 7 ? [line, line] : [line]))),
        5,
        'another record has the same position',
        7,
      ],
      ['records that changed places', () => toText(swapped(6, 7)), 4, 'the record is missing'],
      [
        'records with swapped positions',
        () => {
          const seqs = [5, 4];
          return toText(
            lines().map((line, at) =>
              at === 6 || at === 7 ? line.replace(/"seq":\d+/, `"seq":${seqs[at - 6]}`) : line,
            ),
          );
        },
        ...([4, 'the record is missing'] as const),
      ],
      ['a seal that is missing', () => toText(without(5)), 4, NOT_SEALED, 6],
      ['seals that changed places', () => toText(swapped(5, 9)), 4, 'seal 2 is missing'],
      [
        'a seal without leaves',
        () => toText(edited(5, (line) => ({ ...line, leaves: '' }))),
        ...([4, 'seal 2 has a wrong number of leaves', 6] as const),
      ],
      [
        'a seal with another time',
        () => toText(edited(5, (line) => ({ ...line, sealed_at: '2026-01-01T00:00:00.000Z' }))),
        ...([4, 'seal 2 has a wrong signature', 6] as const),
      ],
      [
        'a seal without its signature',
        () => toText(edited(5, (line) => ({ ...line, key_id: null, signature: null }))),
        ...([4, 'seal 2 is not signed, but earlier seals are', 6] as const),
      ],
      [
        'the tenant of the header changed',
        () => toText(edited(0, (line) => ({ ...line, tenant_id: 'globex' }))),
        ...([1, 'seal 1 is of another tenant', 2] as const),
      ],
      [
        'a manifest with another digest',
        () => toText(edited(13, (line) => ({ ...line, sha256: '0'.repeat(64) }))),
        LENGTH + 1,
        'the manifest does not match the export',
      ],
      [
        'a manifest with other counts',
        () => toText(edited(13, (line) => ({ ...line, counts: { seal: 4 } }))),
        LENGTH + 1,
        'the manifest does not match the export',
      ],
      ['no manifest', () => toText(without(13)), LENGTH + 1, 'the export ends here, without its manifest'],
      ['a line that was cut off', () => exported.slice(0, exported.indexOf('\n', exported.length / 2) + 40), 4, ''],
      [
        'lines after the manifest',
        () => `${exported}${lines()[12] ?? ''}\n`,
        LENGTH + 1,
        'the manifest is not the last line',
      ],
      [
        'a line that is not JSON',
        () => toText(lines().map((line, at) => (at === 7 ? 'null' : line))),
        4,
        'a line is malformed',
      ],
      [
        'a line of another type',
        () => toText(edited(7, (line) => ({ ...line, type: 'note' }))),
        4,
        'a line is malformed',
      ],
      [
        'a record without its fields',
        () => toText(edited(7, ({ type, seq }) => ({ type, seq }))),
        4,
        'a line is malformed',
      ],
    ])('names the first bad record: %s', async (_what, change, seq, reason, ...[line]) => {
      const { code, stdout, stderr } = await verifyFile(change(), '--json');
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      const { valid, first_bad } = JSON.parse(stdout);
      expect({ valid, ...first_bad }).toMatchObject({
        valid: false,
        seq,
        reason: reason || (expect.any(String) as string),
        ...(line !== undefined && { id: id(line) }),
      });
    });

    it('reports in text which record is bad, and up to which record the chain is valid', async () => {
      const { stdout } = await verifyFile(toText(edited(7, (line) => ({ ...line, action: 'result.read' }))));
      expect(stdout).toMatch(
        new RegExp(
          `^record 5 \\(${id(7)}\\) is bad: ${NOT_SEALED}\\nthe chain holds up to record 3, sealed at \\S+Z\\n$`,
        ),
      );
    });
  });

  describe('reports incorrect use in one line, and exits with 2', () => {
    const file = () => newFile('export.ndjson', exported);
    it.each<[string, () => string[], RegExp]>([
      ['a file that is no export', () => ['--export', key.publicFile], /is not an audit export: its first line/],
      ['an empty file', () => ['--export', newFile('empty', '')], /is not an audit export/],
      [
        'a user’s export',
        () => ['--export', newFile('user', '{"type":"manifest","counts":{},"sha256":""}\n')],
        /is not an audit export/,
      ],
      ['no file', () => ['--export', '/nowhere/export.ndjson'], /\/nowhere\/export\.ndjson cannot be read \(ENOENT\)/],
      ['a folder', () => ['--export', '/'], /\/ cannot be read \(EISDIR\)/],
      [
        'a file without keys',
        () => ['--export', file(), '--public-key', '/nowhere/key'],
        /\/nowhere\/key cannot be read \(ENOENT\)/,
      ],
      ['a file without keys', () => ['--export', file(), '--public-key', file()], /contains no Ed25519 public key/],
      [
        'no mirror',
        () => ['--export', file(), '--mirror', '/nowhere/seals'],
        /\/nowhere\/seals cannot be read \(ENOENT\)/,
      ],
    ])('%s', async (_what, args, text) => {
      const { code, stdout, stderr } = await verify({}, ...args());
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(text);
      expect(stderr).toMatch(/^error: \S+ /);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    });

    it.each<[string[], RegExp]>([
      [['--export', 'x', '--after-seq', '3'], /'--export <file>' cannot be used with option '--after-seq <n>'/],
      [['--export', 'x', '--tenant', 'acme'], /'--export <file>' cannot be used with option '--tenant <tenant>'/],
      [['--after-seq', 'three'], /whole number/],
      [['--tenant', 'a b'], /1–128 characters/],
      [['everything'], /too many arguments/],
    ])('%p', async (args, text) => {
      expect(await verify({}, ...args)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(text) as string });
    });

    it('a start at which no seal ends, or an invalid key file, also on the database', async () => {
      expect(await verify(env, '--after-seq', '2')).toMatchObject({ code: 2, stdout: '' });
      expect(await verify(env, '--public-key', mirror)).toMatchObject({ code: 2, stdout: '' });
      expect(await verify(env, '--mirror', '/nowhere')).toMatchObject({ code: 2, stdout: '' });
    });
  });

  describe('on the database', () => {
    it('finds that the trail is valid, whole or from a record on, and records the verification by the operator', async () => {
      const { code, stdout } = await verify(env, '--json');
      expect([code, JSON.parse(stdout)]).toMatchObject([
        0,
        { tenant: 'default', valid: true, checked: LENGTH, last_seq: LENGTH, signed: true, complete: true },
      ]);
      expect((await records(service)).at(-1)).toMatchObject({
        action: 'audit.verified',
        actor_subject: 'operator',
        actor_address: null,
      });
      const part = await verify(env, '--after-seq', String(EACH), '--json');
      expect(JSON.parse(part.stdout)).toMatchObject({ valid: true, checked: LENGTH - EACH, complete: false });
    });

    it('trusts only the given keys, if there are any', async () => {
      const bare = { DATABASE_URL: database.url };
      expect(JSON.parse((await verify(bare, '--json')).stdout)).toMatchObject({ valid: true, signed: false });
      const given = await verify(bare, '--public-key', key.publicFile, '--json');
      expect(JSON.parse(given.stdout)).toMatchObject({ valid: true, signed: true });
      expect(await verify(env, '--public-key', newSigningKey().publicFile)).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('which is not trusted') as string,
      });
    });

    it('names a changed record, and exits with 1', async () => {
      const [row] = await ask('SELECT id FROM audit_events WHERE seq = 5');
      await ask("UPDATE audit_events SET subject_id = 'x' || substr(subject_id, 2) WHERE seq = 5");
      expect(await verify(env)).toEqual({
        code: 1,
        stderr: '',
        stdout: expect.stringMatching(
          new RegExp(`^record 5 \\(${row?.id}\\) is bad: it is not .*\\nthe chain holds up to record 3, `),
        ) as string,
      });
      await ask("UPDATE audit_events SET subject_id = '0' || substr(subject_id, 2) WHERE seq = 5");
      expect(await verify(env)).toMatchObject({ code: 0 });
    });

    it('finds with the mirror resealed records and a missing end', async () => {
      const empty = newFile('nothing', '');
      await ask(`DELETE FROM audit_events WHERE seq > ${2 * EACH}`);
      await ask('DELETE FROM audit_seals WHERE number > 2');
      expect(await verify(env, '--mirror', empty)).toMatchObject({ code: 0 });
      expect(await verify(env, '--mirror', mirror)).toMatchObject({
        code: 1,
        stdout: expect.stringContaining(`record ${2 * EACH + 1} is bad: `) as string,
      });
      const seals = readFileSync(mirror, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Seal);
      expect(seals.map(({ number }) => number)).toEqual([1, 2, 3]);
    });
  });
});
