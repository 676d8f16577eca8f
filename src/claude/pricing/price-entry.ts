/**
 * What one model costs from a day on, for prompts up to a length. Prices are decimal strings in US dollars per
 * million tokens, because binary fractions cannot hold them exactly.
 */
export interface PriceEntry {
  /** Alias of the model, such as `claude-haiku-4-5`; its dated snapshots cost the same. */
  readonly model: string;
  /** First day of this price, `YYYY-MM-DD`, from midnight UTC on. */
  readonly from: string;
  /**
   * Longest prompt of this tier in tokens, cache tokens included. The tier without it takes every longer prompt.
   * @default no upper end
   */
  readonly upToPromptTokens?: number;
  readonly inputUsdPerMTok: string;
  readonly outputUsdPerMTok: string;
  readonly cacheReadUsdPerMTok: string;
  readonly cacheWrite5mUsdPerMTok: string;
  readonly cacheWrite1hUsdPerMTok: string;
  /**
   * How many times dearer fast mode is. Without it, an answer in fast mode has no known price.
   * @default unknown
   */
  readonly fastMultiplier?: number;
  /** Where the price was read, for whoever checks a bill. */
  readonly source: string;
}

/** The five prices of an entry. */
export const PRICE_FIELDS = [
  'inputUsdPerMTok',
  'outputUsdPerMTok',
  'cacheReadUsdPerMTok',
  'cacheWrite5mUsdPerMTok',
  'cacheWrite1hUsdPerMTok',
] as const satisfies readonly (keyof PriceEntry)[];

export type PriceField = (typeof PRICE_FIELDS)[number];

/** Two entries with the same key would contradict each other. */
export function priceKeyOf({ model, from, upToPromptTokens }: PriceEntry): string {
  return JSON.stringify([model, from, upToPromptTokens ?? null]);
}
