import { crc32 } from 'node:zlib';
import { hintOf, isApiKey, newApiKey } from './key-format.js';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('an API key', () => {
  it('has a prefix, 256 random bits and a checksum, always of the same length', () => {
    const keys = Array.from({ length: 500 }, () => newApiKey());
    for (const key of keys) expect(key).toMatch(/^rk_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$/);
    expect(new Set(keys).size).toBe(500);
    const value = (digits: string) => [...digits].reduce((sum, digit) => sum * 62n + BigInt(DIGITS.indexOf(digit)), 0n);
    for (const key of keys) {
      expect(value(key.slice(3, 46)) < 1n << 256n).toBe(true);
      expect(value(key.slice(46))).toBe(BigInt(crc32(key.slice(0, 46))));
    }
    const highBits = keys.filter((key) => value(key.slice(3, 46)) >= 1n << 255n).length;
    expect(highBits).toBeGreaterThan(150);
    expect(highBits).toBeLessThan(350);
  });

  it('is recognized, and is refused if any single character is changed', () => {
    const key = newApiKey();
    expect(isApiKey(key)).toBe(true);
    for (let at = 0; at < key.length; at += 1) {
      const other = key[at] === 'x' ? 'y' : 'x';
      expect(isApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
    }
  });

  it.each([
    ['nothing', () => ''],
    ['its beginning', (key: string) => key.slice(0, -1)],
    ['more than itself', (key: string) => `${key}0`],
    ['a line after it', (key: string) => `${key}\n`],
    ['another case', (key: string) => key.toUpperCase()],
    ['another prefix', (key: string) => key.replace('rk_', 'sk_')],
    ['digits of another script', (key: string) => key.replace(/.$/, '٣')],
    ['SQL', (key: string) => `${key}' OR '1'='1`],
  ])('is not %s', (_name, change) => {
    expect(isApiKey(change(newApiKey()))).toBe(false);
  });

  it('has a hint that leaves more than 200 bits unknown', () => {
    const key = newApiKey();
    expect(hintOf(key)).toBe(key.slice(0, 9));
  });
});
