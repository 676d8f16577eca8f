import { INEXACT_PRICE, toPicoPerToken } from './pico-price.js';
import type { PriceEntry, PriceField } from './price-entry.js';

/** A price entry with parsed numbers. */
export interface Tariff {
  /** Picodollars per token. */
  readonly pico: Readonly<Record<PriceField, bigint>>;
  readonly fromMs: number;
  readonly upToPromptTokens: number;
  readonly fastMultiplier: bigint | null;
}

/** A request may be sent up to this long after its reservation; prices change at midnight. */
const MAX_SEND_DELAY_MS = 3_600_000;

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

/** Of the newest prices that had taken effect, the smallest tier that the prompt fits in; `null` if there is none. */
export function tariffFor(tariffs: readonly Tariff[], promptTokens: number, atMs: number): Tariff | null {
  const effective = tariffs.filter(({ fromMs }) => fromMs <= atMs);
  const newest = Math.max(...effective.map(({ fromMs }) => fromMs));
  const fitting = effective.filter(
    ({ fromMs, upToPromptTokens }) => fromMs === newest && promptTokens <= upToPromptTokens,
  );
  const [smallest] = fitting.sort((a, b) => (a.upToPromptTokens < b.upToPromptTokens ? -1 : 1));
  return smallest ?? null;
}

/** All tariffs by which a prompt of up to `maxTokens` tokens may be billed; `null` if it may match none. */
export function reachableTariffs(
  tariffs: readonly Tariff[],
  maxTokens: number,
  atMs: number,
): readonly Tariff[] | null {
  const laterStarts = tariffs
    .map(({ fromMs }) => fromMs)
    .filter((fromMs) => fromMs > atMs && fromMs <= atMs + MAX_SEND_DELAY_MS);
  const tierStarts = [0, ...tariffs.map(({ upToPromptTokens }) => upToPromptTokens + 1)];
  const lengths = [...tierStarts.filter((tokens) => tokens < maxTokens), maxTokens];
  const reached = [atMs, ...laterStarts].flatMap((ms) => lengths.map((tokens) => tariffFor(tariffs, tokens, ms)));
  return reached.includes(null) ? null : (reached as Tariff[]);
}

/** The highest price of an input token. Without a cache breakpoint, Claude neither writes nor reads its cache. */
export function highestInputPrice(pico: Tariff['pico'], isCached: boolean): bigint {
  const plain = pico.inputUsdPerMTok;
  const cached = [pico.cacheReadUsdPerMTok, pico.cacheWrite5mUsdPerMTok, pico.cacheWrite1hUsdPerMTok];
  return isCached ? cached.reduce((highest, price) => (price > highest ? price : highest), plain) : plain;
}

function exactPrice(entry: PriceEntry, field: PriceField): bigint {
  const pico = toPicoPerToken(entry[field]);
  if (pico === null) throw new Error(`${entry.model}, ${field}: "${entry[field]}" ${INEXACT_PRICE}`);
  return pico;
}
