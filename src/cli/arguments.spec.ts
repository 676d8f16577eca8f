import { readId, readName, readSpan } from './arguments.js';

describe('readSpan', () => {
  it.each([
    ['30m', 1_800_000],
    ['12h', 43_200_000],
    ['90d', 7_776_000_000],
  ])('takes %s', (text, ms) => {
    expect(readSpan(text)).toBe(ms);
  });

  it.each(['', '90', 'd', '0d', '-1d', '1.5h', '90 d', '90s', '1e3d', '9999999d', '90D'])('refuses %p', (text) => {
    expect(() => readSpan(text)).toThrow('such as 90d, 12h or 30m');
  });
});

describe('readId and readName', () => {
  it('take what can be one, and nothing else', () => {
    expect(readId('01A206F7-C6D0-7377-9497-D80F52CA69F6')).toBe('01a206f7-c6d0-7377-9497-d80f52ca69f6');
    expect(readName('acme.eu:team@1-2_3')).toBe('acme.eu:team@1-2_3');
    for (const text of ['', '1', "'; DROP TABLE api_keys"]) expect(() => readId(text)).toThrow('keys list');
    for (const text of ['', 'a b', 'ä', 'x'.repeat(129)]) expect(() => readName(text)).toThrow('1–128');
  });
});
