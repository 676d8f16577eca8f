import { checkedPrefix } from './table-prefix.js';

describe('a table prefix', () => {
  it.each(['', '_', 'reprise_', 'a1', 'p'.repeat(31)])('may be %p', (tablePrefix) => {
    expect(checkedPrefix({ tablePrefix })).toBe(tablePrefix);
  });

  it('is nothing unless it is given', () => expect(checkedPrefix({})).toBe(''));

  it.each([
    '1st_',
    'Reprise_',
    'a-b',
    'a b',
    'a"',
    "a'; DROP TABLE results; --",
    'é_',
    'a\n',
    'p'.repeat(32),
    'sqlite_x',
    7,
  ])('is refused as %p, at once', (tablePrefix) => {
    expect(() => checkedPrefix({ tablePrefix: tablePrefix as string })).toThrow(
      /^tablePrefix .* is none: it is at most 31/,
    );
  });
});
