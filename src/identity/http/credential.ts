import { headerValues, type HttpRequest } from '../../http/index.js';

const MAX_LENGTH = 8_192;
/** RFC 6750. The scheme is case-insensitive (RFC 9110). */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * The credential in `Authorization: Bearer <credential>`; `null` if there is none, or more than one. Two are refused,
 * because a proxy may have checked the other one.
 */
export function bearerOf(request: HttpRequest): string | null {
  return onlyOne(bearersIn(request));
}

/** As `bearerOf`, but also accepts an API key in `X-Api-Key`. */
export function keyOf(request: HttpRequest): string | null {
  return onlyOne([...bearersIn(request), ...headerValues(request, 'x-api-key')]);
}

function bearersIn(request: HttpRequest): (string | null)[] {
  const values = headerValues(request, 'authorization');
  // A repeated header is refused even if the values are equal.
  return values.length > 1 ? [null] : values.map((value) => BEARER.exec(value)?.[1] ?? null);
}

function onlyOne(credentials: readonly (string | null)[]): string | null {
  const [credential = null, ...others] = new Set(credentials);
  return others.length > 0 || credential === null || credential.length > MAX_LENGTH ? null : credential;
}
