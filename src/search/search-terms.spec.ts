import { documentTerms, ownerTerm, queryTerms } from './search-terms.js';

describe('documentTerms', () => {
  it.each([
    ['The quick, the QUICK', ['the', 'quick']],
    ["l'été à Zürich", ['l', 'ete', 'a', 'zurich']],
    ['東京都', ['東', '京', '都', '東京', '京都']],
    ['東京 2026 Tokyo', ['東', '京', '東京', '2026', 'tokyo']],
    ['🚀🚀 go', ['🚀', 'go']],
    ['(a|b) & !c', ['a', 'b', 'c']],
    ['…', []],
  ])('makes words of %p', (text, terms) => {
    expect(documentTerms(text)).toEqual(terms);
  });

  it('stays below what PostgreSQL takes, whatever the text', () => {
    const words = Array.from({ length: 200_000 }, (_, n) => String.fromCodePoint(0x20000 + (n % 40_000)) + n);
    const bytes = documentTerms(words.join(' ')).reduce((sum, term) => sum + Buffer.byteLength(term), 0);
    expect(bytes).toBeLessThanOrEqual(900_000);
    expect(bytes).toBeGreaterThan(700_000);
  });
});

describe('queryTerms', () => {
  it('asks for nothing that the same text would not be found by', () => {
    for (const text of ['The quick brown', '東京都庁は新宿', 'é', '대한민국', 'x'.repeat(300), '🦊']) {
      expect(documentTerms(text)).toEqual(expect.arrayContaining(queryTerms(text)));
    }
  });
});

describe('ownerTerm', () => {
  it('differs for every owner, also where names run into each other', () => {
    const terms = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['a', 'b'],
    ].map(([tenantId = '', userId = '']) => ownerTerm({ tenantId, userId }));
    expect(new Set(terms).size).toBe(3);
  });
});
