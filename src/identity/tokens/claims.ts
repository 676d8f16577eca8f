import { type Identity, OWNER_NAME, type Role, ROLES } from '../../common/index.js';
import type { TokenOptions } from '../identity.options.js';

type Claims = Readonly<Record<string, unknown>>;

/** OpenID Connect allows 255 ASCII characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

/** The identity in the claims of a verified token; `null` if a claim is missing or not valid. */
export function identityIn(claims: Claims, options: Pick<TokenOptions, 'tenantClaim' | 'roleClaim'>): Identity | null {
  const tenantId = own(claims, options.tenantClaim ?? 'tenant');
  const subject = own(claims, 'sub');
  const role = roleIn(own(claims, options.roleClaim ?? 'role'));
  if (role === null || !matches(OWNER_NAME, tenantId) || !matches(SUBJECT, subject)) return null;
  if (role !== 'user') return { tenantId, subject, role, userId: null, keyId: null };
  // The subject is the user's id, so it must be a valid one.
  return OWNER_NAME.test(subject) ? { tenantId, subject, role, userId: subject, keyId: null } : null;
}

/** The most powerful of the given roles; `user` if the claim is missing, and `null` if no role is known. */
function roleIn(claim: unknown): Role | null {
  if (claim === undefined) return 'user';
  const given: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return ROLES.find((role) => given.includes(role)) ?? null;
}

/** Claim names are configured by the operator and must not match inherited properties. */
function own(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function matches(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}
