import { digestOf, isSameDigest } from './key-digest.js';
import { newApiKey } from './key-format.js';

describe('the digest of an API key', () => {
  it('is HMAC-SHA256 (RFC 4231, test case 2)', () => {
    const digest = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(digestOf('what do ya want for nothing?', 'Jefe')).toBe(digest);
  });

  it('differs for another key, and for another secret', () => {
    const [key, secret] = [newApiKey(), 'x'.repeat(32)];
    const digests = [digestOf(key), digestOf(newApiKey()), digestOf(key, secret), digestOf(key, `${secret}x`)];
    expect(new Set(digests).size).toBe(4);
    expect(digestOf(key, secret)).toBe(digests[2]);
  });

  it('is compared as a whole', () => {
    const digest = digestOf(newApiKey());
    expect(isSameDigest(digest, digest)).toBe(true);
    for (const other of [digest.slice(1), `${digest}0`, digest.replace(/.$/, (last) => (last === '0' ? '1' : '0')), ''])
      expect(isSameDigest(digest, other)).toBe(false);
  });
});
