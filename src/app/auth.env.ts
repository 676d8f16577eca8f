import { isIPv6 } from 'node:net';
import { AUTH_MODES, type AuthMode, type IdentityModuleOptions, type TokenOptions } from '../identity/index.js';
import { type EnvReader, isHttpUrl } from './env-reader.js';
import { hostName, isLoopback } from './hosts.js';

const HOST_NAME = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/i;
/** `0.0.0.0` and `::`. */
const ALL_ADDRESSES = /^[0:.]+$/;
const MIN_SECRET_LENGTH = 32;
const MAX_LENGTH = 512;

/** Reads the authentication settings. Without authentication, only loopback addresses are served unless allowed explicitly. */
export function readAuth(env: EnvReader): {
  readonly host: string;
  readonly allowedHosts: readonly string[] | null;
  readonly identity: IdentityModuleOptions;
} {
  const mode = env.choice('AUTH_MODE', AUTH_MODES, 'none');
  const jwt = readJwt(env, mode === 'jwt');
  const host = readHost(env, mode);
  return {
    host,
    allowedHosts: readAllowedHosts(env, mode, host),
    identity: { mode, ...(jwt && { jwt }), ...readApiKeySecret(env) },
  };
}

export function readApiKeySecret(env: EnvReader): Pick<IdentityModuleOptions, 'apiKeySecret'> {
  const apiKeySecret = env.text('API_KEY_SECRET', undefined);
  if (apiKeySecret === undefined) return {};
  if (apiKeySecret.length < MIN_SECRET_LENGTH)
    env.complain('API_KEY_SECRET', `must have ${MIN_SECRET_LENGTH} characters or more`, null);
  return { apiKeySecret };
}

function readHost(env: EnvReader, mode: AuthMode): string {
  const host = env.text('HOST', '127.0.0.1');
  const open = env.flag('ALLOW_UNAUTHENTICATED', false);
  if (mode !== 'none') {
    if (open) env.complain('ALLOW_UNAUTHENTICATED', `contradicts AUTH_MODE=${mode}: unset one of them`, null);
    return host;
  }
  if (open || isLoopback(host)) return host;
  const advice = 'there is no authentication (AUTH_MODE=none), so only a loopback address is served';
  return env.complain(
    'HOST',
    `${host} is not on loopback: ${advice}; set AUTH_MODE, or ALLOW_UNAUTHENTICATED=true to serve it anyway`,
    host,
  );
}

/** With AUTH_MODE=none, the listening address is an allowed host in addition to loopback, unless it is a wildcard address. */
function readAllowedHosts(env: EnvReader, mode: AuthMode, host: string): readonly string[] | null {
  const text = env.text('ALLOWED_HOSTS', undefined);
  if (text === undefined && mode !== 'none') return null;
  const names = (text?.split(',') ?? []).map((name) => name.trim());
  const own = mode === 'none' && !ALL_ADDRESSES.test(host) ? [isIPv6(host) ? `[${host}]` : host] : [];
  if (names.every(isName)) return [...names, ...own].map((name) => hostName(name) ?? name);
  return env.complain(
    'ALLOWED_HOSTS',
    'must be names or addresses without a port, such as reprise.example.com,10.0.0.5',
    [],
  );
}

function isName(text: string): boolean {
  return HOST_NAME.test(text) && hostName(text) !== null;
}

function readJwt(env: EnvReader, isRequired: boolean): TokenOptions | null {
  const jwt = {
    jwksUrl: readSetting(env, 'AUTH_JWKS_URL', isRequired),
    issuer: readSetting(env, 'AUTH_ISSUER', isRequired),
    audience: readSetting(env, 'AUTH_AUDIENCE', isRequired),
    tenantClaim: readSetting(env, 'AUTH_TENANT_CLAIM', isRequired, 'tenant'),
    roleClaim: readSetting(env, 'AUTH_ROLE_CLAIM', isRequired, 'role'),
  };
  if (!isRequired) return null;
  if (jwt.jwksUrl !== '' && !isTrustedUrl(jwt.jwksUrl))
    env.complain(
      'AUTH_JWKS_URL',
      'must be the https URL of a JSON Web Key Set; http is allowed on loopback only',
      null,
    );
  return jwt;
}

/** Requires https, because an attacker who can change the keys in transit can forge tokens. */
function isTrustedUrl(url: string): boolean {
  return isHttpUrl(url) && (new URL(url).protocol === 'https:' || isLoopback(new URL(url).hostname));
}

/** Rejects settings that would be ignored with the current AUTH_MODE, unless they equal their default. */
function readSetting(env: EnvReader, name: string, isRequired: boolean, fallback?: string): string {
  const value = env.text(name, fallback);
  if (isRequired && value === undefined) return env.complain(name, 'is not set: AUTH_MODE=jwt needs it', '');
  if (isRequired && value !== undefined && value.length > MAX_LENGTH)
    return env.complain(name, `must have ${MAX_LENGTH} characters or fewer`, '');
  if (!isRequired && value !== fallback) env.complain(name, 'is only used with AUTH_MODE=jwt: unset it', null);
  return value ?? '';
}
