const PICO_DIGITS = 6;
const DECIMAL = /^(0|[1-9]\d{0,6})(?:\.(\d{1,12}))?$/;

/** Batches cost half, and US-only inference 11/10. Together that is 11/20, so a price must be divisible by 20. */
const PICO_STEP = 20n;

/** Follows the quoted price in an error message. */
export const INEXACT_PRICE =
  'is not a valid price: use US dollars per million tokens, as a decimal string that is a multiple of "0.00002"';

/**
 * Converts US dollars per million tokens to picodollars per token (1 US dollar per million tokens is 1,000,000 picodollars
 * per token). `null` if the result is not a whole number, also after the multipliers for batches and US-only inference.
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
