import { readId, readInstant, readName, readSpan, readStoredName } from './arguments.js';

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
  it('accept only valid ids and names', () => {
    expect(readId('01A206F7-C6D0-7377-9497-D80F52CA69F6')).toBe('01a206f7-c6d0-7377-9497-d80f52ca69f6');
    expect(readName('acme.eu:team@1-2_3')).toBe('acme.eu:team@1-2_3');
    for (const text of ['', '1', "'; DROP TABLE api_keys"]) expect(() => readId(text)).toThrow('keys list');
    for (const text of ['...', '.a', '..b', 'a.']) expect(readName(text)).toBe(text);
    for (const text of ['', '.', '..', 'a b', 'ä', 'x'.repeat(129)]) expect(() => readName(text)).toThrow('1–128');
    for (const text of ['.', '..', 'alice']) expect(readStoredName(text)).toBe(text);
    for (const text of ['', 'a b']) expect(() => readStoredName(text)).toThrow('1–128');
  });
});

describe('readInstant', () => {
  it.each([
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2026-11-01T12:30:00Z', '2026-11-01T12:30:00.000Z'],
    ['2026-11-01T00:30+02:00', '2026-10-31T22:30:00.000Z'],
  ])('takes %s', (text, instant) => {
    expect(readInstant(text).toISOString()).toBe(instant);
  });

  it.each(['', 'today', '2026-11', '2026-02-29', '2026-04-31', '2026-13-01', '2026-11-01T12:00', '2026-11-01T25:00Z'])(
    'refuses %p',
    (text) => {
      expect(() => readInstant(text)).toThrow('such as 2026-11-01');
    },
  );
});
