import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { ContentKey } from './content-key.js';
import { UnreadableContentError, UnsealedContentError } from './encryption.errors.js';
import type { ProtectedTable } from './protected-table.js';
import { oldKey } from './testing/old-format.js';

interface Note {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly keyId: string | null;
  readonly parentId: string | null;
  readonly text: string | null;
  readonly fields: unknown;
  readonly digest: string;
  readonly cost: bigint | null;
  readonly at: Date;
}

const NOTES: ProtectedTable<Note> = {
  name: 'notes',
  columns: ['text', 'fields'],
  digests: { digest: 'text' },
  idOf: ({ id }) => id,
  place: ['parentId'],
  whole: { column: 'fields', fields: ['digest', 'cost', 'at'] },
};

const OWNER = { tenantId: 't1', userId: 'u1' };
const keyOf = (owner: Partial<typeof OWNER>, secret: Buffer) =>
  new ContentKey({ id: 'k1', ...OWNER, ...owner }, secret);
const secret = randomBytes(32);
const key = keyOf({}, secret);
const note = (more: Partial<Note> = {}): Note => ({
  id: 'n1',
  ...OWNER,
  keyId: null,
  parentId: 'n0',
  text: 'said',
  fields: { a: [1, null] },
  digest: 'plain',
  cost: 9_007_199_254_740_993n,
  at: new Date(0),
  ...more,
});

describe('a sealed row', () => {
  it('opens as the row that was sealed, for any content', () => {
    const text = fc.option(fc.string({ unit: 'binary' }));
    const fields = fc.jsonValue().filter((value) => value !== null);
    fc.assert(
      fc.property(text, fields, (said, value) => {
        const row = note({ text: said, fields: JSON.parse(JSON.stringify(value)) });
        const { digest: _, ...opened } = key.open(NOTES, key.seal(NOTES, row), 'whole');
        expect({ ...opened, digest: 'plain' }).toEqual(row);
      }),
    );
  });

  it('names its key, and has a different ciphertext each time', () => {
    const [one, two] = [key.seal(NOTES, note()), key.seal(NOTES, note())];
    expect(one.keyId).toBe('k1');
    expect(one.text).not.toBe(two.text);
    // The version, by which SQL distinguishes the formats.
    expect(one.text).toMatch(/^A[g-v][A-Za-z0-9_-]+$/);
    expect(one.digest).toBe(two.digest);
    expect(one.digest).not.toBe('plain');
  });

  it.each<[string, Partial<Note>]>([
    ['row', { id: 'n2' }],
    ['tenant', { tenantId: 't2' }],
    ['user', { userId: 'u2' }],
    ['place', { parentId: null }],
    ['digest', { digest: 'another' }],
    ['cost', { cost: 9_007_199_254_740_992n }],
    ['time', { at: new Date(1) }],
    ['text, which is gone', { text: null }],
  ])('does not open with another %s', (_name, more) => {
    const sealed = key.seal(NOTES, note());
    expect(() => key.open(NOTES, { ...sealed, ...more })).toThrow(UnreadableContentError);
  });

  it('does not open as that of another owner, not even with the key of that owner', () => {
    const sealed = key.seal(NOTES, note());
    for (const more of [{ userId: 'u2' }, { tenantId: 't2' }]) {
      expect(() => keyOf(more, secret).open(NOTES, { ...sealed, ...more })).toThrow(UnreadableContentError);
    }
  });

  it('does not open with an older value of the same row in one of its columns', () => {
    const [older, sealed] = [key.seal(NOTES, note({ text: 'before' })), key.seal(NOTES, note())];
    expect(() => key.open(NOTES, { ...sealed, text: older.text })).toThrow(UnreadableContentError);
    expect(() => key.open(NOTES, { ...sealed, fields: older.fields })).toThrow(UnreadableContentError);
  });

  it('opens in part if the fields that it is bound to were read, and authenticates its place', () => {
    const { fields: _, cost: _cost, ...read } = key.seal(NOTES, note());
    expect(key.open(NOTES, read as Note)).toMatchObject({ text: 'said' });
    expect(() => key.open(NOTES, { ...read, parentId: 'n9' } as Note)).toThrow(UnreadableContentError);
  });

  it('does not open in another column or table, nor under another key, nor with one bit changed', () => {
    const sealed = key.seal(NOTES, note({ fields: 'said' }));
    expect(() => key.open(NOTES, { ...sealed, text: String(sealed.fields) })).toThrow(UnreadableContentError);
    expect(() => key.open({ ...NOTES, name: 'others' }, sealed)).toThrow(UnreadableContentError);
    expect(() => keyOf({}, randomBytes(32)).open(NOTES, sealed)).toThrow(UnreadableContentError);
    const bytes = Buffer.from(sealed.text ?? '', 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      const text = changed.toString('base64url');
      expect(() => key.open(NOTES, { ...sealed, text })).toThrow(UnreadableContentError);
    }
  });
});

describe('a row in the old format', () => {
  const sealed = oldKey('k1', secret).seal(NOTES, note());

  it('opens, but is not accepted as authenticated as a whole', () => {
    expect(sealed.text).toMatch(/^A[Q-f]/);
    expect(key.open(NOTES, sealed)).toMatchObject({ text: 'said', fields: { a: [1, null] } });
    expect(key.open(NOTES, sealed, 'sealed')).toMatchObject({ text: 'said' });
    expect(() => key.open(NOTES, sealed, 'whole')).toThrow(UnsealedContentError);
  });

  it('opens for the user whose key it names, and for no other', () => {
    expect(() => key.open(NOTES, { ...sealed, userId: 'u2' })).toThrow(UnreadableContentError);
  });

  it('cannot be relabelled as the current format, nor the current format as the old one', () => {
    const relabelled = (text: unknown, version: number) => {
      const bytes = Buffer.from(String(text), 'base64url');
      bytes.writeUInt8(version, 0);
      return bytes.toString('base64url');
    };
    const fresh = key.seal(NOTES, note());
    expect(() => key.open(NOTES, { ...sealed, text: relabelled(sealed.text, 2) })).toThrow(UnreadableContentError);
    expect(() => key.open(NOTES, { ...fresh, text: relabelled(fresh.text, 1) })).toThrow(UnreadableContentError);
    expect(() => key.open(NOTES, { ...fresh, text: sealed.text })).toThrow(UnreadableContentError);
  });
});

describe('a hidden word', () => {
  it('is the same for the same word and key, differs under another key, and is a single token for both indexes', () => {
    expect(key.hide('fox')).toBe(key.hide('fox'));
    expect(key.hide('fox')).not.toBe(keyOf({}, randomBytes(32)).hide('fox'));
    for (let n = 0; n < 1_000; n += 1) expect(key.hide(`word ${n}`)).toMatch(/^[0-9a-z]{1,13}$/);
  });
});
