import fc from 'fast-check';
import { StorableStream, toStorable } from './storable-text.js';

/** Code units one by one, those among them that make trouble often: NUL, halves of pairs, whole pairs. */
const unit = fc.oneof(
  fc.constantFrom('\u0000', '\uD83D', '\uDE00', '\uD83D\uDE00', '\uFFFD', '\uDBFF', '\uDFFF', 'a', 'é'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const text = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''));

function throughStream(pieces: readonly string[]): string[] {
  const passed: string[] = [];
  const stream = new StorableStream((piece) => passed.push(piece));
  for (const piece of pieces) stream.write(piece);
  stream.end();
  return passed;
}

function cutAt(whole: string, places: readonly number[]): string[] {
  const cuts = [0, ...places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b), whole.length];
  return cuts.slice(1).map((end, index) => whole.slice(cuts[index], end));
}

describe('a text that comes in pieces', () => {
  it('is, joined, what the whole is stored as, however it is cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(200), { maxLength: 12 }), (whole, places) => {
        expect(throughStream(cutAt(whole, places)).join('')).toBe(toStorable(whole));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is, joined, what the whole is stored as, cut at every code unit', () => {
    fc.assert(
      fc.property(text, (whole) => {
        expect(throughStream(whole.split('')).join('')).toBe(toStorable(whole));
      }),
      { numRuns: 500 },
    );
  });

  it('never has a piece that is empty or not storable by itself', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(200), { maxLength: 12 }), (whole, places) => {
        for (const piece of throughStream(cutAt(whole, places))) {
          expect(piece).not.toBe('');
          expect(piece.isWellFormed() && !piece.includes('\u0000')).toBe(true);
        }
      }),
    );
  });

  it('is passed on at once: only half of a pair is held back', () => {
    const passed: string[] = [];
    const stream = new StorableStream((piece) => passed.push(piece));
    stream.write('ab');
    stream.write('c\uD83D');
    expect(passed).toEqual(['ab', 'c']);
    stream.write('\uDE00');
    expect(passed).toEqual(['ab', 'c', '😀']);
  });
});

describe('a stored text', () => {
  it('is one that PostgreSQL holds and UTF-8 can write', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const stored = toStorable(whole);
        expect(Buffer.from(stored).toString()).toBe(stored);
        expect(stored).not.toContain('\u0000');
      }),
    );
  });

  it('is the very same where nothing was wrong with it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (whole) => {
        fc.pre(!whole.includes('\u0000'));
        expect(toStorable(whole)).toBe(whole);
      }),
    );
  });
});
