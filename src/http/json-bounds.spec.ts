import fc from 'fast-check';
import { JsonBounds } from './json-bounds.js';
import { countMembers } from './malformed.js';

/** Checks a text that arrives in pieces of `size` bytes. */
function judged(text: string, size: number): { readonly fault: string | null; readonly members: number } {
  const [bounds, bytes] = [new JsonBounds(), Buffer.from(text)];
  for (let at = 0; at < bytes.length; at += size) {
    const fault = bounds.take(bytes.subarray(at, at + size));
    if (fault !== null) return { fault, members: bounds.members };
  }
  return { fault: null, members: bounds.members };
}

describe('the bounds of a JSON text', () => {
  it('count the same members as the parser, whatever texts hold and wherever the pieces are cut', () => {
    const texts = fc.string({ unit: fc.constantFrom('"', '\\', '{', '[', ':', ',', 'é', '\u{1f98a}', 'a') });
    const documents = fc
      .jsonValue({ maxDepth: 5 })
      .chain((value) => fc.dictionary(texts, fc.oneof(texts, fc.constant(value))));
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 9 }), (document, size) => {
        const text = JSON.stringify(document);
        expect(judged(text, size)).toEqual({ fault: null, members: countMembers(JSON.parse(text)) });
      }),
    );
  });

  it.each([
    ['65 levels', '['.repeat(65) + ']'.repeat(65), null],
    ['66 levels', '['.repeat(66), /deeper than 64/],
    ['10,000 elements', `[${'1,'.repeat(9_998)}1]`, null],
    ['10,001 elements', `[${'1,'.repeat(10_000)}1]`, /more than 10000/],
    ['brackets in a text', JSON.stringify('['.repeat(20_000)), null],
    ['commas after a backslash and a quote', JSON.stringify(`\\"${','.repeat(20_000)}`), null],
    ['brackets after a text that ends with a backslash', `["\\\\",${'['.repeat(70)}`, /deeper/],
  ])('are right about %s', (_name, text, fault) => {
    for (const size of [1, 7, 1_000_000]) {
      if (fault === null) expect(judged(text, size).fault).toBeNull();
      else expect(judged(text, size).fault).toMatch(fault);
    }
  });
});
