import { formatUsd } from './money.js';

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
