const PICO_DIGITS = 6;
const DECIMAL = /^(0|[1-9]\d{0,6})(?:\.(\d{1,12}))?$/;

/** Batches cost half, US-only inference 11/10: together 11/20, so a price has to divide by 20. */
const PICO_STEP = 20n;

/** Ends a sentence that begins with the price. */
export const INEXACT_PRICE =
  'is no usable price: give US dollars per million tokens as a decimal string, a multiple of "0.00002"';

/**
 * Picodollars per token of a price in US dollars per million tokens (1 of the latter is 1,000,000 of the former),
 * or `null` where that is no whole number, also after the multipliers for batches and US-only inference.
 */
export function toPicoPerToken(usdPerMTok: string): bigint | null {
  const match = DECIMAL.exec(usdPerMTok);
  if (match === null) return null;
  const [, whole = '', fraction = ''] = match;
  const digits = fraction.padEnd(PICO_DIGITS, '0');
  if (/[1-9]/.test(digits.slice(PICO_DIGITS))) return null;
  const pico = BigInt(whole + digits.slice(0, PICO_DIGITS));
  return pico % PICO_STEP === 0n ? pico : null;
}
