const PICO_DIGITS = 12;
const SHOWN_DIGITS = 6;

/** Formats picodollars as exact US dollars with at least six decimals (`"0.000550"`). */
export function formatUsd(picoUsd: bigint): string {
  const sign = picoUsd < 0n ? '-' : '';
  const digits = (picoUsd < 0n ? -picoUsd : picoUsd).toString().padStart(PICO_DIGITS + 1, '0');
  const whole = digits.slice(0, -PICO_DIGITS);
  const fraction = digits.slice(-PICO_DIGITS).replace(/0+$/, '').padEnd(SHOWN_DIGITS, '0');
  return `${sign}${whole}.${fraction}`;
}

const USD = /^(0|[1-9]\d*)(?:\.(\d{1,12}))?$/;

/** Parses US dollars, with up to 12 decimals, to picodollars; `null` if the text is not such an amount. */
export function parseUsd(text: string): bigint | null {
  const match = USD.exec(text);
  if (match === null) return null;
  const [, whole = '', fraction = ''] = match;
  return BigInt(whole + fraction.padEnd(PICO_DIGITS, '0'));
}
