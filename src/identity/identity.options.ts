import { address, oneOf, options, rule, text, required } from '../common/index.js';
import type { IdentityResolver } from '../http/index.js';

/** How callers authenticate: not at all, with Reprise's API keys, or with JWTs of a login server. */
export const AUTH_MODES = ['none', 'api-key', 'jwt'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** How tokens are verified. */
export interface TokenOptions {
  /** URL of the login server's JSON Web Key Set. Use https: an attacker who can replace the keys can forge tokens. */
  readonly jwksUrl: string;
  /** The required `iss`. */
  readonly issuer: string;
  /** The required `aud`, or one of its values. */
  readonly audience: string;
  /** The claim that names the tenant. @default 'tenant' */
  readonly tenantClaim?: string;
  /** The claim with the role, or a list of roles. A token without it has the role `user`. @default 'role' */
  readonly roleClaim?: string;
}

export interface IdentityModuleOptions {
  /** Required unless the host has its own resolver. There is no default, so that access is never open by accident. */
  readonly mode?: AuthMode | undefined;
  /** The host's own resolver; `mode` is then ignored. @default according to `mode` */
  readonly identityResolver?: IdentityResolver | IdentityResolver['resolve'] | undefined;
  /** For the mode `jwt`. */
  readonly jwt?: TokenOptions | undefined;
  /**
   * Secret that keys the digests of API keys. Changing it invalidates all keys. Without it, guesses can be checked
   * against a copy of the database. @default none
   */
  readonly apiKeySecret?: string | undefined;
}

export const IDENTITY_OPTIONS = Symbol('IDENTITY_OPTIONS');

const TOKEN_RULES = options<TokenOptions>({
  jwksUrl: required(address('http', 'https'), 'the address of the public keys'),
  issuer: required(text, 'what iss has to be'),
  audience: required(text, 'what aud has to be'),
  tenantClaim: text,
  roleClaim: text,
});

function isResolver(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof (value as Partial<IdentityResolver> | null)?.resolve === 'function';
}

export const IDENTITY_RULES = options<IdentityModuleOptions>(
  {
    mode: oneOf(...AUTH_MODES),
    identityResolver: rule('a function, or an object which has resolve()', isResolver),
    jwt: TOKEN_RULES,
    apiKeySecret: text,
  },
  ({ mode, jwt, identityResolver }, name) => {
    if (mode !== 'jwt' || jwt || identityResolver) return [];
    return [`${name === '' ? '' : `${name}.`}jwt is missing: the mode jwt needs jwksUrl, issuer and audience`];
  },
);
