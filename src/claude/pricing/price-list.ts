import type { ClaudeRequest, TokenUsage } from '../claude-client.js';
import { aliasOf } from '../models/model-alias.js';
import { CLAUDE_PRICES } from './claude-prices.js';
import { type PriceEntry, priceKeyOf } from './price-entry.js';
import { maxBillablePromptTokens } from './prompt-bound.js';
import { highestInputPrice, reachableTariffs, type Tariff, tariffFor, toTariff } from './tariff.js';

/** Batches cost 1/2 and US-only inference 11/10. In twentieths both are whole numbers. */
const TWENTIETHS = 20n;

/** Computes the cost of replies in picodollars (10⁻¹² US dollars), by model, day, prompt length and kind of token. */
export class PriceList {
  private readonly tariffs = new Map<string, readonly Tariff[]>();

  /** @throws Error if a price is not a whole number of picodollars per token, or two entries contradict each other */
  constructor(entries: readonly PriceEntry[] = CLAUDE_PRICES) {
    const seen = new Set<string>();
    for (const entry of entries) {
      const key = priceKeyOf(entry);
      if (seen.has(key)) throw new Error(`two prices for the same model, day and tier: ${key}`);
      seen.add(key);
      this.tariffs.set(entry.model, [...(this.tariffs.get(entry.model) ?? []), toTariff(entry)]);
    }
  }

  /**
   * The cost of one reply in picodollars. `null` if it is unknown: for an unlisted model, before the model's first price,
   * for a prompt longer than every tier, or for a service tier or speed without a price. An unknown cost is never 0.
   *
   * The priority tier is billed by contract. Its cost is estimated by the list price.
   * @param at when the request was sent: the prices of this day apply
   */
  costPicoUsd(model: string, usage: TokenUsage, at: Date): bigint | null {
    const tariff = tariffFor(this.tariffsOf(model), promptTokensOf(usage), at.getTime());
    if (tariff === null) return null;
    const speed = speedMultiplier(usage.speed, tariff);
    const halves = serviceTierHalves(usage.serviceTier);
    if (speed === null || halves === null) return null;
    return (listPrice(tariff, usage) * speed * halves * geoTenths(usage.inferenceGeo)) / TWENTIETHS;
  }

  /**
   * The maximum cost of one reply to this request in picodollars, or `null` if no price is known. It includes a margin of
   * 10 %, because the account may be one for US-only inference.
   * @param at when the request will be sent
   * @param promptTokens the result of `countPromptTokens`. @default counted here, without pauses
   */
  worstCasePicoUsd(request: ClaudeRequest, at: Date, promptTokens = maxBillablePromptTokens(request)): bigint | null {
    const tariffs = reachableTariffs(this.tariffsOf(request.model), promptTokens, at.getTime());
    const costs = tariffs?.map(
      ({ pico }) =>
        BigInt(promptTokens) * highestInputPrice(pico, request.cachePrefix) +
        BigInt(request.maxTokens) * pico.outputUsdPerMTok,
    );
    if (costs === undefined) return null;
    return (costs.reduce((highest, cost) => (cost > highest ? cost : highest), 0n) * 11n) / 10n;
  }

  private tariffsOf(model: string): readonly Tariff[] {
    return this.tariffs.get(model) ?? this.tariffs.get(aliasOf(model)) ?? [];
  }
}

/** Tiers depend on all prompt tokens, cached or not. */
function promptTokensOf({ inputTokens, cacheCreationInputTokens, cacheReadInputTokens }: TokenUsage): number {
  return inputTokens + cacheCreationInputTokens + cacheReadInputTokens;
}

function listPrice({ pico }: Tariff, usage: TokenUsage): bigint {
  const { cacheCreationInputTokens: written, cacheCreation1hInputTokens: writtenFor1h } = usage;
  return (
    BigInt(usage.inputTokens) * pico.inputUsdPerMTok +
    BigInt(usage.outputTokens) * pico.outputUsdPerMTok +
    BigInt(usage.cacheReadInputTokens) * pico.cacheReadUsdPerMTok +
    BigInt(written - writtenFor1h) * pico.cacheWrite5mUsdPerMTok +
    BigInt(writtenFor1h) * pico.cacheWrite1hUsdPerMTok
  );
}

function speedMultiplier(speed: string | null, { fastMultiplier }: Tariff): bigint | null {
  if (speed === null || speed === 'standard') return 1n;
  return speed === 'fast' ? fastMultiplier : null;
}

function serviceTierHalves(serviceTier: string | null): bigint | null {
  if (serviceTier === null || serviceTier === 'standard' || serviceTier === 'priority') return 2n;
  return serviceTier === 'batch' ? 1n : null;
}

/** US-only inference costs more; all other regions cost the list price. */
function geoTenths(inferenceGeo: string | null): bigint {
  return inferenceGeo === 'us' ? 11n : 10n;
}
