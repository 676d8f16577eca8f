import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { ContentKey } from './content-key.js';
import { UnreadableContentError } from './encryption.errors.js';
import type { ProtectedTable } from './protected-table.js';

interface Note {
  readonly id: string;
  readonly tenantId: string;
  readonly keyId: string | null;
  readonly text: string | null;
  readonly fields: unknown;
  readonly digest: string;
}

const NOTES: ProtectedTable<Note> = {
  name: 'notes',
  columns: ['text', 'fields'],
  digests: { digest: 'text' },
  idOf: ({ id }) => id,
};

const key = new ContentKey('k1', randomBytes(32));
const note = (more: Partial<Note> = {}): Note => ({
  ...{ id: 'n1', tenantId: 't1', keyId: null, text: 'said', fields: { a: [1, null] }, digest: 'plain' },
  ...more,
});

describe('a sealed row', () => {
  it('opens as what it was, whatever was said', () => {
    const text = fc.option(fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, fc.jsonValue(), (said, fields) => {
        const row = note({ text: said, fields: JSON.parse(JSON.stringify(fields)) });
        const { digest: _, ...opened } = key.open(NOTES, key.seal(NOTES, row));
        expect({ ...opened, digest: 'plain' }).toEqual(row);
      }),
    );
  });

  it('names its key, and has another text for the same each time, which says nothing of it', () => {
    const [one, two] = [key.seal(NOTES, note()), key.seal(NOTES, note())];
    expect(one.keyId).toBe('k1');
    expect(one.text).not.toBe(two.text);
    expect(one.text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(one.digest).toBe(two.digest);
    expect(one.digest).not.toBe('plain');
  });

  it.each([
    ['row', { id: 'n2' }],
    ['tenant', { tenantId: 't2' }],
  ])('does not open as another %s', (_name, more) => {
    const sealed = key.seal(NOTES, note());
    expect(() => key.open(NOTES, { ...sealed, ...more })).toThrow(UnreadableContentError);
  });

  it('does not open in another column or table, nor under another key, nor with one bit changed', () => {
    const sealed = key.seal(NOTES, note({ fields: 'said' }));
    expect(() => key.open(NOTES, { ...sealed, text: String(sealed.fields) })).toThrow(UnreadableContentError);
    expect(() => key.open({ ...NOTES, name: 'others' }, sealed)).toThrow(UnreadableContentError);
    expect(() => new ContentKey('k1', randomBytes(32)).open(NOTES, sealed)).toThrow(UnreadableContentError);
    const bytes = Buffer.from(sealed.text ?? '', 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      const text = changed.toString('base64url');
      expect(() => key.open(NOTES, { ...sealed, text })).toThrow(UnreadableContentError);
    }
  });
});

describe('a hidden word', () => {
  it('is the same for the same word, another one under another key, and one word for both indexes', () => {
    expect(key.hide('fox')).toBe(key.hide('fox'));
    expect(key.hide('fox')).not.toBe(new ContentKey('k1', randomBytes(32)).hide('fox'));
    for (let n = 0; n < 1_000; n += 1) expect(key.hide(`word ${n}`)).toMatch(/^[0-9a-z]{1,13}$/);
  });
});
