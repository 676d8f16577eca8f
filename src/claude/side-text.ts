/** Longest side fields of a reply, in UTF-16 units: those of the columns that they are stored in. */
export const LONGEST = { requestId: 128, model: 128, stopReason: 64, serviceTier: 32, errorName: 64 } as const;

/**
 * A short text that came beside an answer, as it can be stored, logged and put into a header anywhere: without control
 * characters and lone surrogates, and cut to `most` UTF-16 units. `null` where it is no text or an empty one.
 */
export function sideText(value: unknown, most: number): string | null {
  if (typeof value !== 'string' || value === '') return null;
  // Cut first: nothing long is copied. A pair that the cut divides becomes U+FFFD.
  return value
    .slice(0, most)
    .toWellFormed()
    .replace(/\p{Cc}/gu, '\uFFFD');
}
