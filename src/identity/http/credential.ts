import { headerValues, type HttpRequest } from '../../http/index.js';

const MAX_LENGTH = 8_192;
/** RFC 6750; the scheme's name is taken in any case (RFC 9110). */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * The one credential that a request comes with, as `Authorization: Bearer <credential>`; `null` where there is none, or
 * more than one. Two of them are refused rather than chosen from: a proxy before us may have looked at the other one.
 */
export function bearerOf(request: HttpRequest): string | null {
  return onlyOne(bearersIn(request));
}

/** The same where a key may also stand in `X-Api-Key`. */
export function keyOf(request: HttpRequest): string | null {
  return onlyOne([...bearersIn(request), ...headerValues(request, 'x-api-key')]);
}

function bearersIn(request: HttpRequest): (string | null)[] {
  const values = headerValues(request, 'authorization');
  // Twice the same header is a mistake, or a trick, be it with the same value.
  return values.length > 1 ? [null] : values.map((value) => BEARER.exec(value)?.[1] ?? null);
}

function onlyOne(credentials: readonly (string | null)[]): string | null {
  const [credential = null, ...others] = new Set(credentials);
  return others.length > 0 || credential === null || credential.length > MAX_LENGTH ? null : credential;
}
