import type { ClaudeRequest, TokenUsage } from '../claude-client.js';
import { aliasOf } from '../models/model-alias.js';
import { CLAUDE_PRICES } from './claude-prices.js';
import { type PriceEntry, priceKeyOf } from './price-entry.js';
import { mostPromptTokens } from './prompt-bound.js';
import { dearestInput, reachableTariffs, type Tariff, tariffFor, toTariff } from './tariff.js';

/** Batches cost 1/2 and US-only inference 11/10; in twentieths both stay whole numbers. */
const TWENTIETHS = 20n;

/** What answers cost, in whole picodollars (10⁻¹² US dollars), by model, day, prompt length and kind of token. */
export class PriceList {
  private readonly tariffs = new Map<string, readonly Tariff[]>();

  /** @throws Error when a price is not exact to a picodollar a token, or two entries contradict each other. */
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
   * The cost of one answer in picodollars, or `null` where it is not known: an unlisted model, a day before its
   * first price, a prompt longer than every tier, or a service tier or speed without a price. Unknown is never 0.
   *
   * The priority tier is billed by contract; the list price stands in for it, as the best that can be known here.
   * @param at the day whose price counts: when the request was sent.
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
   * The most that one answer to this request can cost in picodollars, whatever Claude finds in its prompt, or `null`
   * where no price is known. A margin of a tenth more is in it: the account may be one for US-only inference.
   * @param at when the request is about to be sent
   * @param promptTokens what `countPromptTokens` has counted. @default counted here, without pauses
   */
  worstCasePicoUsd(request: ClaudeRequest, at: Date, promptTokens = mostPromptTokens(request)): bigint | null {
    const tariffs = reachableTariffs(this.tariffsOf(request.model), promptTokens, at.getTime());
    const costs = tariffs?.map(
      ({ pico }) =>
        BigInt(promptTokens) * dearestInput(pico, request.cachePrefix) +
        BigInt(request.maxTokens) * pico.outputUsdPerMTok,
    );
    if (costs === undefined) return null;
    return (costs.reduce((dearest, cost) => (cost > dearest ? cost : dearest), 0n) * 11n) / 10n;
  }

  private tariffsOf(model: string): readonly Tariff[] {
    return this.tariffs.get(model) ?? this.tariffs.get(aliasOf(model)) ?? [];
  }
}

/** Tiers go by everything Claude read, from its cache or not. */
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

/** Only inference that stays in the US costs more; every other place Claude may name costs the list price. */
function geoTenths(inferenceGeo: string | null): bigint {
  return inferenceGeo === 'us' ? 11n : 10n;
}
