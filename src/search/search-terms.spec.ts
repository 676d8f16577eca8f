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
    [`a${'𐌰'.repeat(40)}`, [`a${'𐌰'.repeat(31)}\ufffd`]],
    [`a${'\u0323\u0301'.repeat(100)}b`, ['ab']],
  ])('splits %p into words', async (text, terms) => {
    expect(await documentTerms(text)).toEqual(terms);
  });

  it('stays below the limit of PostgreSQL for any text', async () => {
    const words = Array.from({ length: 200_000 }, (_, n) => String.fromCodePoint(0x20000 + (n % 40_000)) + n);
    const bytes = (await documentTerms(words.join(' '))).reduce((sum, term) => sum + Buffer.byteLength(term), 0);
    expect(bytes).toBeLessThanOrEqual(900_000);
    expect(bytes).toBeGreaterThan(700_000);
  });

  it('are the same as if a long text were not split', async () => {
    const alphabets = [
      'ab ',
      'ΣΑ.Σ ',
      '\u1100\u1161\u11a8',
      '東京',
      'ｶﾞﾊﾟ',
      'e\u0301\u0323',
      '🦊\u{110a5}\u{110ba}',
      'ㅎㅏㄴ',
      '\ufdfa',
    ];
    for (const alphabet of alphabets) {
      const characters = [...alphabet];
      let text = '';
      for (let n = 0; text.length < 70_000; n += 1) text += characters[(n * n + (n >> 3)) % characters.length];
      const folded = text
        .normalize('NFKD')
        .replace(/\p{Diacritic}/gu, '')
        .normalize('NFC')
        .toLowerCase();
      expect(await documentTerms(text)).toEqual(await documentTerms(folded));
    }
  });
});

describe('queryTerms', () => {
  it('returns only terms under which the same text is indexed', async () => {
    for (const text of ['The quick brown', '東京都庁は新宿', 'é', '대한민국', 'x'.repeat(300), '🦊']) {
      expect(await documentTerms(text)).toEqual(expect.arrayContaining(queryTerms(text)));
    }
  });
});

describe('ownerTerm', () => {
  it('differs for every owner, also if the concatenated names are equal', () => {
    const terms = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['a', 'b'],
    ].map(([tenantId = '', userId = '']) => ownerTerm({ tenantId, userId }));
    expect(new Set(terms).size).toBe(3);
  });
});
