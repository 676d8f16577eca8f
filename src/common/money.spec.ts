import fc from 'fast-check';
import { formatUsd, parseUsd } from './money.js';

describe('formatUsd', () => {
  it.each([
    [0n, '0.000000'],
    [550_000_000n, '0.000550'],
    [1n, '0.000000000001'],
    [1_000_000_000_000n, '1.000000'],
    [12_345_678_900_000_000n, '12345.678900'],
    [-5_000_000n, '-0.000005'],
  ])('writes %s picodollars as %s without losing one', (pico, shown) => {
    expect(formatUsd(pico)).toBe(shown);
  });
});

describe('parseUsd', () => {
  it.each([
    ['0', 0n],
    ['0.000550', 550_000_000n],
    ['1.0', 1_000_000_000_000n],
    ['0.000000000001', 1n],
    ['9000000', 9_000_000_000_000_000_000n],
  ])('reads %s as %s picodollars', (text, pico) => expect(parseUsd(text)).toBe(pico));

  it('reads back to the picodollar whatever formatUsd wrote', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 70n }), (pico) => parseUsd(formatUsd(pico)) === pico));
  });

  it.each(['', '.5', '5.', '01', '-1', '+1', '1e3', '1,5', ' 1', '1\n', '0x10', '1.0000000000001', 'NaN', '１'])(
    'refuses %j',
    (text) => expect(parseUsd(text)).toBeNull(),
  );
});
