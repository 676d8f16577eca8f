import { address, oneOf, options, rule, text, required } from '../common/index.js';
import type { IdentityResolver } from '../http/index.js';

/** Who may ask: everybody; who has an API key; who has a token of a login server. */
export const AUTH_MODES = ['none', 'api-key', 'jwt'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** Which tokens count. */
export interface TokenOptions {
  /** Where the login server publishes its public keys. Use https: who changes them on their way makes tokens that count. */
  readonly jwksUrl: string;
  /** What `iss` has to be. */
  readonly issuer: string;
  /** What `aud` has to be, or to hold. */
  readonly audience: string;
  /** The claim that names the tenant. @default 'tenant' */
  readonly tenantClaim?: string;
  /** The claim that names the role, or the roles. A token without it has the role `user`. @default 'role' */
  readonly roleClaim?: string;
}

export interface IdentityModuleOptions {
  /** Required unless there is a resolver of the host's: nobody is let in because nothing was said. */
  readonly mode?: AuthMode | undefined;
  /** The host's own way to tell who is asking; `mode` then counts for nothing. @default by `mode` */
  readonly identityResolver?: IdentityResolver | IdentityResolver['resolve'] | undefined;
  /** For the mode `jwt`. */
  readonly jwt?: TokenOptions | undefined;
  /**
   * Keys the digests under which API keys are stored; another one makes every key void. Without it a copy of the
   * database is enough to check guesses. @default none
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
