/** Maximum lengths of a reply's side fields in UTF-16 units: the widths of their columns. */
export const MAX_LENGTH = { requestId: 128, model: 128, stopReason: 64, serviceTier: 32, errorName: 64 } as const;

/**
 * Makes a short side field of a reply safe to store, to log and to use in a header: replaces control characters and lone
 * surrogates, and cuts it to `maxLength` UTF-16 units. Returns `null` if the value is not a string, or empty.
 */
export function sideText(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string' || value === '') return null;
  // Cut first, so that nothing long is copied. A surrogate pair that the cut divides becomes U+FFFD.
  return value
    .slice(0, maxLength)
    .toWellFormed()
    .replace(/\p{Cc}/gu, '\uFFFD');
}
