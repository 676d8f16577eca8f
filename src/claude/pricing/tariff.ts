import { INEXACT_PRICE, toPicoPerToken } from './pico-price.js';
import type { PriceEntry, PriceField } from './price-entry.js';

/** An entry made ready to multiply. */
export interface Tariff {
  /** Picodollars per token. */
  readonly pico: Readonly<Record<PriceField, bigint>>;
  readonly fromMs: number;
  readonly upToPromptTokens: number;
  readonly fastMultiplier: bigint | null;
}

/** A request may wait a little between being reserved for and leaving; prices change at midnight. */
const LONGEST_DELAY_MS = 3_600_000;

export function toTariff(entry: PriceEntry): Tariff {
  const fromMs = Date.parse(entry.from);
  if (Number.isNaN(fromMs)) throw new Error(`${entry.model}: "${entry.from}" is not a day`);
  return {
    fromMs,
    upToPromptTokens: entry.upToPromptTokens ?? Infinity,
    fastMultiplier: entry.fastMultiplier === undefined ? null : BigInt(entry.fastMultiplier),
    pico: {
      inputUsdPerMTok: exactPrice(entry, 'inputUsdPerMTok'),
      outputUsdPerMTok: exactPrice(entry, 'outputUsdPerMTok'),
      cacheReadUsdPerMTok: exactPrice(entry, 'cacheReadUsdPerMTok'),
      cacheWrite5mUsdPerMTok: exactPrice(entry, 'cacheWrite5mUsdPerMTok'),
      cacheWrite1hUsdPerMTok: exactPrice(entry, 'cacheWrite1hUsdPerMTok'),
    },
  };
}

/** The newest price that had begun, and of that day's tiers the smallest the prompt fits in. */
export function tariffFor(tariffs: readonly Tariff[], promptTokens: number, atMs: number): Tariff | null {
  const begun = tariffs.filter(({ fromMs }) => fromMs <= atMs);
  const newest = Math.max(...begun.map(({ fromMs }) => fromMs));
  const fitting = begun.filter(({ fromMs, upToPromptTokens }) => fromMs === newest && promptTokens <= upToPromptTokens);
  const [smallest] = fitting.sort((a, b) => (a.upToPromptTokens < b.upToPromptTokens ? -1 : 1));
  return smallest ?? null;
}

/** Every tariff that a prompt of at most so many tokens may be billed by; `null` where it may find none. */
export function reachableTariffs(
  tariffs: readonly Tariff[],
  mostTokens: number,
  atMs: number,
): readonly Tariff[] | null {
  const begins = tariffs
    .map(({ fromMs }) => fromMs)
    .filter((fromMs) => fromMs > atMs && fromMs <= atMs + LONGEST_DELAY_MS);
  const tiers = [0, ...tariffs.map(({ upToPromptTokens }) => upToPromptTokens + 1)];
  const lengths = [...tiers.filter((tokens) => tokens < mostTokens), mostTokens];
  const reached = [atMs, ...begins].flatMap((ms) => lengths.map((tokens) => tariffFor(tariffs, tokens, ms)));
  return reached.includes(null) ? null : (reached as Tariff[]);
}

/** Without a mark nothing is written to Claude's cache, and nothing read from it. */
export function dearestInput(pico: Tariff['pico'], isMarked: boolean): bigint {
  const plain = pico.inputUsdPerMTok;
  const cached = [pico.cacheReadUsdPerMTok, pico.cacheWrite5mUsdPerMTok, pico.cacheWrite1hUsdPerMTok];
  return isMarked ? cached.reduce((dearest, price) => (price > dearest ? price : dearest), plain) : plain;
}

function exactPrice(entry: PriceEntry, field: PriceField): bigint {
  const pico = toPicoPerToken(entry[field]);
  if (pico === null) throw new Error(`${entry.model}, ${field}: "${entry[field]}" ${INEXACT_PRICE}`);
  return pico;
}
