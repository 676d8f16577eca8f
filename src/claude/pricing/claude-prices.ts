import type { PriceEntry } from './price-entry.js';

const OFFICIAL = 'Anthropic pricing page';
const THIRD_PARTY = 'third party';

/** A day before the first release of these models, for prices whose first day is not published. */
const SINCE_RELEASE = '2025-01-01';

/**
 * Claude's prices, as published in November 2026. Five-minute cache writes cost 1.25 times the input price, one-hour writes
 * twice the input price. They are written out, so that each number can be compared with the published one. The multipliers
 * for batches (1/2) and US-only inference (11/10) are the same for all models; see `PriceList`.
 */
export const CLAUDE_PRICES: readonly PriceEntry[] = [
  price('claude-fable-5-2', '8', '40', '0.20', '10', '16', THIRD_PARTY),
  price('claude-fable-5-1', '10', '50', '0.25', '12.50', '20', OFFICIAL),
  price('claude-fable-5', '10', '50', '1.00', '12.50', '20', OFFICIAL),
  price('claude-opus-5-5', '4', '20', '0.20', '5', '8', `${OFFICIAL}; cache read: ${THIRD_PARTY}`),
  price('claude-opus-5', '5', '25', '0.50', '6.25', '10', OFFICIAL),
  price('claude-opus-4-8', '5', '25', '0.50', '6.25', '10', OFFICIAL),
  price('claude-opus-4-7', '5', '25', '0.50', '6.25', '10', OFFICIAL),
  {
    ...price('claude-opus-4-6', '5', '25', '0.50', '6.25', '10', `${OFFICIAL}; fast mode: ${THIRD_PARTY}`),
    fastMultiplier: 6,
  },
  price('claude-opus-4-5', '5', '25', '0.50', '6.25', '10', OFFICIAL),
  price('claude-sonnet-5-5', '2', '10', '0.20', '2.50', '4', `${OFFICIAL}; cache read: ${THIRD_PARTY}`),
  {
    ...price('claude-sonnet-5-5', '2', '10', '0.10', '2.50', '4', `${OFFICIAL}; first day: ${THIRD_PARTY}`),
    from: '2026-10-07',
  },
  price('claude-sonnet-5', '2', '10', '0.20', '2.50', '4', THIRD_PARTY),
  price('claude-sonnet-4-6', '3', '15', '0.30', '3.75', '6', OFFICIAL),
  price('claude-sonnet-4-5', '3', '15', '0.30', '3.75', '6', OFFICIAL),
  {
    ...price('claude-haiku-5-5', '0.10', '0.50', '0.01', '0.125', '0.20', `${OFFICIAL}; tiers: ${THIRD_PARTY}`),
    upToPromptTokens: 100_000,
  },
  price('claude-haiku-5-5', '0.50', '2.50', '0.05', '0.625', '1', THIRD_PARTY),
  price('claude-haiku-4-5', '1', '5', '0.10', '1.25', '2', OFFICIAL),
];

function price(
  model: string,
  inputUsdPerMTok: string,
  outputUsdPerMTok: string,
  cacheReadUsdPerMTok: string,
  cacheWrite5mUsdPerMTok: string,
  cacheWrite1hUsdPerMTok: string,
  source: string,
): PriceEntry {
  return {
    model,
    from: SINCE_RELEASE,
    inputUsdPerMTok,
    outputUsdPerMTok,
    cacheReadUsdPerMTok,
    cacheWrite5mUsdPerMTok,
    cacheWrite1hUsdPerMTok,
    source,
  };
}
