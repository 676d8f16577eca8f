import { INEXACT_PRICE, toPicoPerToken } from './pico-price.js';
import { type PriceEntry, type PriceField, priceKeyOf } from './price-entry.js';

/** The operator's price file is invalid. `problems` has one line for each mistake. */
export class InvalidPricesError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`the price file cannot be used:\n  ${problems.join('\n  ')}`);
    this.name = InvalidPricesError.name;
  }
}

const PRICE_KEYS: Readonly<Record<PriceField, string>> = {
  inputUsdPerMTok: 'input_usd_per_mtok',
  outputUsdPerMTok: 'output_usd_per_mtok',
  cacheReadUsdPerMTok: 'cache_read_usd_per_mtok',
  cacheWrite5mUsdPerMTok: 'cache_write_5m_usd_per_mtok',
  cacheWrite1hUsdPerMTok: 'cache_write_1h_usd_per_mtok',
};

const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'model',
  'from',
  'up_to_prompt_tokens',
  'fast_multiplier',
  'source',
  ...Object.values(PRICE_KEYS),
]);

type Complain = (field: string, message: string) => unknown;

/**
 * Reads an operator's prices: a JSON array whose entries have every field of the example; only `up_to_prompt_tokens` and
 * `fast_multiplier` are optional. Prices are in US dollars per million tokens.
 *
 * ```json
 * [{
 *   "model": "claude-haiku-5-5", "from": "2026-11-01", "up_to_prompt_tokens": 100000,
 *   "input_usd_per_mtok": "0.10", "output_usd_per_mtok": "0.50", "cache_read_usd_per_mtok": "0.01",
 *   "cache_write_5m_usd_per_mtok": "0.125", "cache_write_1h_usd_per_mtok": "0.20",
 *   "fast_multiplier": 6, "source": "our contract of 2026-10-30"
 * }]
 * ```
 * @throws InvalidPricesError naming every mistake with its entry's index and its field.
 */
export function parsePrices(text: string): PriceEntry[] {
  const problems: string[] = [];
  const entries: PriceEntry[] = [];
  const firstAt = new Map<string, number>();
  readArray(text).forEach((raw, index) => {
    const complain: Complain = (field, message) =>
      problems.push(`[${index}]${field === '' ? '' : `.${field}`}: ${message}`);
    const entry = toEntry(raw, complain);
    if (entry === null) return;
    const first = firstAt.get(priceKeyOf(entry));
    if (first !== undefined) complain('model', `has the same model, day and tier as entry [${first}]`);
    firstAt.set(priceKeyOf(entry), first ?? index);
    entries.push(entry);
  });
  if (problems.length > 0) throw new InvalidPricesError(problems);
  return entries;
}

/** Adds an operator's prices to the built-in ones. A model that the operator lists loses all its built-in entries. */
export function withOverrides(builtIn: readonly PriceEntry[], overrides: readonly PriceEntry[]): PriceEntry[] {
  const overridden = new Set(overrides.map(({ model }) => model));
  return [...builtIn.filter(({ model }) => !overridden.has(model)), ...overrides];
}

function readArray(text: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The parser's own message quotes the file, so it is not passed on.
    throw new InvalidPricesError(['the file is not JSON']);
  }
  if (!Array.isArray(parsed)) throw new InvalidPricesError(['the file has to hold an array of prices']);
  return parsed;
}

function toEntry(raw: unknown, complain: Complain): PriceEntry | null {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    complain('', 'has to be an object');
    return null;
  }
  const fields = raw as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    if (!KNOWN_KEYS.has(key)) complain(key, 'is not a known field');
  }
  const upToPromptTokens = readCount(fields, 'up_to_prompt_tokens', Number.MAX_SAFE_INTEGER, complain);
  const fastMultiplier = readCount(fields, 'fast_multiplier', 1000, complain);
  return {
    model: readText(fields, 'model', complain),
    from: readDay(fields, complain),
    ...(upToPromptTokens === null ? {} : { upToPromptTokens }),
    ...readPrices(fields, complain),
    ...(fastMultiplier === null ? {} : { fastMultiplier }),
    source: readText(fields, 'source', complain),
  };
}

function readPrices(fields: Record<string, unknown>, complain: Complain): Record<PriceField, string> {
  const read = (field: PriceField): string => {
    const value = fields[PRICE_KEYS[field]];
    if (typeof value === 'string' && toPicoPerToken(value) !== null) return value;
    complain(PRICE_KEYS[field], value === undefined ? 'is missing' : `${JSON.stringify(value)} ${INEXACT_PRICE}`);
    return '';
  };
  return {
    inputUsdPerMTok: read('inputUsdPerMTok'),
    outputUsdPerMTok: read('outputUsdPerMTok'),
    cacheReadUsdPerMTok: read('cacheReadUsdPerMTok'),
    cacheWrite5mUsdPerMTok: read('cacheWrite5mUsdPerMTok'),
    cacheWrite1hUsdPerMTok: read('cacheWrite1hUsdPerMTok'),
  };
}

function readText(fields: Record<string, unknown>, key: string, complain: Complain): string {
  const value = fields[key];
  if (typeof value === 'string' && value.trim() !== '') return value;
  complain(key, value === undefined ? 'is missing' : 'has to be a text that is not empty');
  return '';
}

/** `Date.parse` reads 29 February of a common year as 1 March, so the parsed date must format to the same day. */
function readDay(fields: Record<string, unknown>, complain: Complain): string {
  const day = fields['from'];
  const isDay = typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day);
  const time = isDay ? Date.parse(day) : NaN;
  if (isDay && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)) return day;
  complain('from', day === undefined ? 'is missing' : 'has to be a day such as "2026-11-01"');
  return '';
}

function readCount(fields: Record<string, unknown>, key: string, max: number, complain: Complain): number | null {
  const value = fields[key];
  if (value === undefined) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return value;
  complain(key, `has to be a whole number from 1 to ${max}`);
  return null;
}
