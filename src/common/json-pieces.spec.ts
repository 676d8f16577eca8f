import fc from 'fast-check';
import { jsonPieces } from './json-pieces.js';

it('the pieces of a value are its JSON', () => {
  const values = fc.anything({ withDate: true, withBigInt: false, maxDepth: 4 });
  fc.assert(
    fc.property(values, (value) => {
      expect([...jsonPieces([value])].join('')).toBe(JSON.stringify([value]));
      expect([...jsonPieces({ value })].join('')).toBe(JSON.stringify({ value }));
    }),
  );
});

it('each element of a list in an object is a piece', () => {
  const texts = ['one', 'half a pair \ud83e', 'three'];
  const pieces = [...jsonPieces({ model: 'm', texts, nothing: undefined })];
  for (const text of texts) expect(pieces).toContain(JSON.stringify(text));
});
