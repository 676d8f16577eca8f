/**
 * The prices of a model from a day on, for prompts up to a length. Prices are decimal strings in US dollars per million
 * tokens, because binary fractions cannot represent them exactly.
 */
export interface PriceEntry {
  /** Alias of the model, such as `claude-haiku-4-5`; its dated snapshots cost the same. */
  readonly model: string;
  /** First day of this price, `YYYY-MM-DD`, from midnight UTC on. */
  readonly from: string;
  /**
   * Longest prompt of this tier in tokens, cache tokens included. A tier without it applies to all longer prompts.
   * @default no limit
   */
  readonly upToPromptTokens?: number;
  readonly inputUsdPerMTok: string;
  readonly outputUsdPerMTok: string;
  readonly cacheReadUsdPerMTok: string;
  readonly cacheWrite5mUsdPerMTok: string;
  readonly cacheWrite1hUsdPerMTok: string;
  /**
   * Price factor of fast mode. Without it, the cost of a reply in fast mode is unknown.
   * @default unknown
   */
  readonly fastMultiplier?: number;
  /** Where the price was published, for checking a bill. */
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

/** Identifies a price. Two entries with the same key contradict each other. */
export function priceKeyOf({ model, from, upToPromptTokens }: PriceEntry): string {
  return JSON.stringify([model, from, upToPromptTokens ?? null]);
}
