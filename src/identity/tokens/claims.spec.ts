import { identityIn } from './claims.js';

const CLAIMS = { sub: 'alice', tenant: 'acme' };
const ALICE = { tenantId: 'acme', subject: 'alice', role: 'user', userId: 'alice', keyId: null };

describe('the claims of a token', () => {
  it.each([
    [{}, ALICE],
    [{ role: 'user' }, ALICE],
    [{ role: 'service' }, { ...ALICE, role: 'service', userId: null }],
    [{ role: ['user', 'admin', 'service', 'poet'] }, { ...ALICE, role: 'admin', userId: null }],
    [
      { role: 'service', sub: 'auth0|ci 7' },
      { ...ALICE, role: 'service', subject: 'auth0|ci 7', userId: null },
    ],
  ])('identify the caller with %j', (more, identity) => {
    expect(identityIn({ ...CLAIMS, ...more }, {})).toEqual(identity);
  });

  it.each([
    { role: null },
    { role: '' },
    { role: [] },
    { role: 'ADMIN' },
    { role: 'admin service' },
    { role: { admin: 1 } },
    { role: [['admin']] },
    { role: true },
    { role: '__proto__' },
    { role: 'constructor' },
    { role: 'admin\u0000' },
    { tenant: undefined },
    { tenant: '' },
    { tenant: 7 },
    { tenant: ['acme'] },
    { tenant: 'a b' },
    { tenant: 'acme\n' },
    { tenant: 'x'.repeat(129) },
    { sub: undefined },
    { sub: '' },
    { sub: 7 },
    { sub: 'auth0|alice' },
    { sub: 'x'.repeat(129) },
    { role: 'admin', sub: '' },
    { role: 'admin', sub: 'x'.repeat(256) },
    { role: 'admin', sub: 'a\nb' },
    { role: 'admin', sub: 'ålice' },
    { role: 'admin', sub: null },
  ])('are refused with %j', (more) => {
    expect(identityIn({ ...CLAIMS, ...more }, {})).toBeNull();
  });

  it('are looked up under the names that the operator gives, and never on the prototype', () => {
    const names = { tenantClaim: 'https://example.com/tenant', roleClaim: 'constructor' };
    expect(identityIn({ ...CLAIMS, 'https://example.com/tenant': 'other' }, names)).toEqual({
      ...ALICE,
      tenantId: 'other',
    });
    expect(identityIn(CLAIMS, names)).toBeNull();
  });
});
