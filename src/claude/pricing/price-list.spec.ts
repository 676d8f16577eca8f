import type { TokenUsage } from '../claude-client.js';
import { CLAUDE_PRICES } from './claude-prices.js';
import { type PriceEntry } from './price-entry.js';
import { PriceList } from './price-list.js';

const NOVEMBER = new Date('2026-11-15T12:00:00Z');
const prices = new PriceList();

function usage(tokens: Partial<TokenUsage>): TokenUsage {
  return {
    inputTokens: 0,
    outputTokens: 0,
    cacheCreationInputTokens: 0,
    cacheReadInputTokens: 0,
    cacheCreation1hInputTokens: 0,
    serviceTier: 'standard',
    inferenceGeo: null,
    speed: null,
    ...tokens,
  };
}

const ALL_KINDS = usage({
  inputTokens: 1_000,
  outputTokens: 500,
  cacheReadInputTokens: 2_000,
  cacheCreationInputTokens: 400,
  cacheCreation1hInputTokens: 100,
});

/** One US dollar per million tokens is 1,000,000 picodollars per token. */
describe('the cost of an answer', () => {
  it('adds up every kind of token: Sonnet 5.5', () => {
    // input 1,000 × 2,000,000 = 2,000,000,000; output 500 × 10,000,000 = 5,000,000,000;
    // read 2,000 × 100,000 = 200,000,000; 5-minute writes 300 × 2,500,000 = 750,000,000;
    // 1-hour writes 100 × 4,000,000 = 400,000,000. Sum: 8,350,000,000 pico = $0.00835.
    expect(prices.costPicoUsd('claude-sonnet-5-5', ALL_KINDS, NOVEMBER)).toBe(8_350_000_000n);
  });

  it('adds up every kind of token: Opus 4.8', () => {
    // 1,000 × 5M = 5,000M; 500 × 25M = 12,500M; 2,000 × 0.5M = 1,000M; 300 × 6.25M = 1,875M; 100 × 10M = 1,000M.
    expect(prices.costPicoUsd('claude-opus-4-8', ALL_KINDS, NOVEMBER)).toBe(21_375_000_000n);
  });

  it.each([
    // 1 token each of input, output, cache read, 5-minute write, 1-hour write, in thousandths of a microdollar.
    ['claude-fable-5-2', 8_000_000n + 40_000_000n + 200_000n + 10_000_000n + 16_000_000n],
    ['claude-fable-5-1', 10_000_000n + 50_000_000n + 250_000n + 12_500_000n + 20_000_000n],
    ['claude-fable-5', 10_000_000n + 50_000_000n + 1_000_000n + 12_500_000n + 20_000_000n],
    ['claude-opus-5-5', 4_000_000n + 20_000_000n + 200_000n + 5_000_000n + 8_000_000n],
    ['claude-opus-5', 5_000_000n + 25_000_000n + 500_000n + 6_250_000n + 10_000_000n],
    ['claude-opus-4-5', 5_000_000n + 25_000_000n + 500_000n + 6_250_000n + 10_000_000n],
    ['claude-sonnet-5', 2_000_000n + 10_000_000n + 200_000n + 2_500_000n + 4_000_000n],
    ['claude-sonnet-4-6', 3_000_000n + 15_000_000n + 300_000n + 3_750_000n + 6_000_000n],
    ['claude-sonnet-4-5', 3_000_000n + 15_000_000n + 300_000n + 3_750_000n + 6_000_000n],
    ['claude-haiku-5-5', 100_000n + 500_000n + 10_000n + 125_000n + 200_000n],
    ['claude-haiku-4-5', 1_000_000n + 5_000_000n + 100_000n + 1_250_000n + 2_000_000n],
  ])('of one token of each kind from %s', (model, cost) => {
    const one = { inputTokens: 1, outputTokens: 1, cacheReadInputTokens: 1 };
    const tokens = usage({ ...one, cacheCreationInputTokens: 2, cacheCreation1hInputTokens: 1 });
    expect(prices.costPicoUsd(model, tokens, NOVEMBER)).toBe(cost);
  });

  it('changes on the first day of a new price: cache reads of Sonnet 5.5', () => {
    const read = usage({ cacheReadInputTokens: 1_000_000 });
    const cost = (at: string): bigint | null => prices.costPicoUsd('claude-sonnet-5-5', read, new Date(at));
    expect(cost('2026-10-06T23:59:59.999Z')).toBe(200_000_000_000n); // $0.20
    expect(cost('2026-10-07T00:00:00.000Z')).toBe(100_000_000_000n); // $0.10
  });

  it('selects the tier by the whole prompt, cache tokens included', () => {
    const split = { cacheReadInputTokens: 60_000, cacheCreationInputTokens: 30_000 };
    // 10,000 × 100,000 + 60,000 × 10,000 + 30,000 × 125,000 = 1,000M + 600M + 3,750M.
    expect(prices.costPicoUsd('claude-haiku-5-5', usage({ inputTokens: 10_000, ...split }), NOVEMBER)).toBe(
      5_350_000_000n,
    );
    // One token more, and each of them costs five times as much: 10,001 × 500,000 + 60,000 × 50,000 + 30,000 × 625,000.
    expect(prices.costPicoUsd('claude-haiku-5-5', usage({ inputTokens: 10_001, ...split }), NOVEMBER)).toBe(
      26_750_500_000n,
    );
  });

  it('does not count the answer as part of the prompt', () => {
    const tokens = usage({ inputTokens: 100_000, outputTokens: 50_000 });
    // 100,000 × 100,000 + 50,000 × 500,000.
    expect(prices.costPicoUsd('claude-haiku-5-5', tokens, NOVEMBER)).toBe(35_000_000_000n);
  });

  it('is half in a batch', () => {
    const batch = { ...ALL_KINDS, serviceTier: 'batch' };
    expect(prices.costPicoUsd('claude-sonnet-5-5', batch, NOVEMBER)).toBe(4_175_000_000n); // 8,350M ÷ 2
  });

  it('is 10 % more for US-only inference', () => {
    const us = { ...ALL_KINDS, inferenceGeo: 'us' };
    expect(prices.costPicoUsd('claude-sonnet-5-5', us, NOVEMBER)).toBe(9_185_000_000n); // 8,350M × 1.1
    expect(prices.costPicoUsd('claude-sonnet-5-5', { ...us, inferenceGeo: 'global' }, NOVEMBER)).toBe(8_350_000_000n);
  });

  it('is exact for the smallest price under every multiplier', () => {
    const tokens = usage({ cacheReadInputTokens: 1, serviceTier: 'batch', inferenceGeo: 'us' });
    expect(prices.costPicoUsd('claude-haiku-5-5', tokens, NOVEMBER)).toBe(5_500n); // 10,000 × 0.5 × 1.1
  });

  it('is six times as much in fast mode on Opus 4.6, and unknown in fast mode elsewhere', () => {
    const fast = usage({ inputTokens: 10, speed: 'fast' });
    expect(prices.costPicoUsd('claude-opus-4-6', fast, NOVEMBER)).toBe(300_000_000n); // 10 × 5M × 6
    expect(prices.costPicoUsd('claude-opus-4-6', { ...fast, speed: 'standard' }, NOVEMBER)).toBe(50_000_000n);
    expect(prices.costPicoUsd('claude-opus-4-7', fast, NOVEMBER)).toBeNull();
  });

  it('stays exact beyond what a double can hold', () => {
    // 9,007,199,254,740,991 × 10,000,000.
    const tokens = usage({ outputTokens: Number.MAX_SAFE_INTEGER });
    expect(prices.costPicoUsd('claude-sonnet-5-5', tokens, NOVEMBER)).toBe(90_071_992_547_409_910_000_000n);
  });

  it('is 0 for no tokens of a known model', () => {
    expect(prices.costPicoUsd('claude-sonnet-5-5', usage({}), NOVEMBER)).toBe(0n);
  });

  it.each(['claude-unheard-of', 'claude-sonnet-5-5-pro', 'claude-sonnet', '', 'constructor', '__proto__', '-20251001'])(
    'is unknown, not 0, for the model %j',
    (model) => expect(prices.costPicoUsd(model, ALL_KINDS, NOVEMBER)).toBeNull(),
  );

  it('is unknown for an unknown service tier or speed', () => {
    expect(prices.costPicoUsd('claude-sonnet-5-5', { ...ALL_KINDS, serviceTier: 'gold' }, NOVEMBER)).toBeNull();
    expect(prices.costPicoUsd('claude-opus-4-6', { ...ALL_KINDS, speed: 'warp' }, NOVEMBER)).toBeNull();
  });

  it('is unknown before the first day of the first price', () => {
    expect(prices.costPicoUsd('claude-sonnet-5-5', ALL_KINDS, new Date('2024-12-31T23:59:59Z'))).toBeNull();
  });
});

describe('a model', () => {
  const input = usage({ inputTokens: 1 });

  it('named by a dated snapshot costs what its alias costs', () => {
    expect(prices.costPicoUsd('claude-haiku-4-5-20251001', input, NOVEMBER)).toBe(1_000_000n);
  });

  it('is never priced as another one whose name it begins with', () => {
    const only = new PriceList(CLAUDE_PRICES.filter(({ model }) => model === 'claude-sonnet-5'));
    expect(only.costPicoUsd('claude-sonnet-5', input, NOVEMBER)).toBe(2_000_000n);
    for (const other of [
      'claude-sonnet-5-5',
      'claude-sonnet-5-2026100',
      'claude-sonnet-5-202610011',
      'claude-sonnet-5-5-20261001',
    ]) {
      expect(only.costPicoUsd(other, input, NOVEMBER)).toBeNull();
    }
  });
});

describe('price data', () => {
  const entry: PriceEntry = {
    model: 'm',
    from: '2026-01-01',
    inputUsdPerMTok: '1',
    outputUsdPerMTok: '1',
    cacheReadUsdPerMTok: '1',
    cacheWrite5mUsdPerMTok: '1',
    cacheWrite1hUsdPerMTok: '1',
    source: 'test',
  };

  it.each(['0.0000001', '0.00001', '1.0000005', '-1', '1e3', '1,5', '', ' 1', '.5', 'NaN'])(
    'with the price %j is rejected, because it is not a whole number of picodollars under every multiplier',
    (price) => expect(() => new PriceList([{ ...entry, cacheReadUsdPerMTok: price }])).toThrow('cacheReadUsdPerMTok'),
  );

  it('may be free, and may have trailing zeros', () => {
    const list = new PriceList([{ ...entry, inputUsdPerMTok: '0', outputUsdPerMTok: '0.0000200000' }]);
    expect(list.costPicoUsd('m', usage({ inputTokens: 5, outputTokens: 5 }), NOVEMBER)).toBe(100n); // 5 × 0 + 5 × 20
  });

  it('with contradicting entries is rejected', () => {
    expect(() => new PriceList([entry, { ...entry, inputUsdPerMTok: '2' }])).toThrow('two prices');
  });

  it('with a tier that ends leaves longer prompts without a price', () => {
    const list = new PriceList([{ ...entry, upToPromptTokens: 10 }]);
    expect(list.costPicoUsd('m', usage({ inputTokens: 10 }), NOVEMBER)).toBe(10_000_000n);
    expect(list.costPicoUsd('m', usage({ inputTokens: 11 }), NOVEMBER)).toBeNull();
  });

  it('built in has cache writes at 1.25 and 2 times the input, and names its source', () => {
    const micro = (usd: string): number => Math.round(Number(usd) * 1e6);
    for (const { inputUsdPerMTok, cacheWrite5mUsdPerMTok, cacheWrite1hUsdPerMTok, source } of CLAUDE_PRICES) {
      expect(micro(cacheWrite5mUsdPerMTok) * 4).toBe(micro(inputUsdPerMTok) * 5);
      expect(micro(cacheWrite1hUsdPerMTok)).toBe(micro(inputUsdPerMTok) * 2);
      expect(source).toMatch(/Anthropic pricing page|third party/);
    }
  });
});
