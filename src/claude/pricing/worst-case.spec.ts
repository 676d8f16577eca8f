import fc from 'fast-check';
import type { ClaudeRequest, ContentBlock, TokenUsage } from '../claude-client.js';
import type { PriceEntry } from './price-entry.js';
import { PriceList } from './price-list.js';
import { maxBillablePromptTokens } from './prompt-bound.js';

const NOVEMBER = new Date('2026-11-15T12:00:00Z');
const REQUEST: ClaudeRequest = {
  model: 'claude-haiku-4-5',
  maxTokens: 64,
  system: null,
  effort: null,
  schema: null,
  cachePrefix: false,
  messages: [{ role: 'user', content: 'hello' }],
};
const SEED = Number(process.env['REPRISE_FUZZ_SEED'] ?? 20261125);

const price = fc.integer({ min: 0, max: 500_000 }).map((steps) => (steps * 0.00002).toFixed(5));
const tariff = fc.record({
  inputUsdPerMTok: price,
  outputUsdPerMTok: price,
  cacheReadUsdPerMTok: price,
  cacheWrite5mUsdPerMTok: price,
  cacheWrite1hUsdPerMTok: price,
});
/** One model with random tiers, days and prices; a longer prompt may also be cheaper. */
const entries: fc.Arbitrary<PriceEntry[]> = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom('2025-01-01', '2026-11-01', '2026-11-16'),
      fc.constantFrom(100, 250, 1_000, undefined),
      tariff,
    ),
    { selector: ([from, tier]) => `${from} ${tier}`, minLength: 1, maxLength: 8 },
  )
  .map((some) =>
    some.map(([from, upToPromptTokens, prices]) => ({
      model: 'm',
      from,
      source: 'test',
      ...prices,
      ...(upToPromptTokens !== undefined && { upToPromptTokens }),
    })),
  );
const block: fc.Arbitrary<ContentBlock> = fc.record({
  type: fc.constantFrom('text', 'thinking'),
  text: fc.string({ unit: 'binary' }),
  signature: fc.string(),
});
const content = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(block, { minLength: 1, maxLength: 3 }),
);
const requests: fc.Arbitrary<ClaudeRequest> = fc.record({
  model: fc.constant('m'),
  maxTokens: fc.integer({ min: 1, max: 2_000 }),
  effort: fc.constant(null),
  system: fc.option(fc.string({ unit: 'binary', maxLength: 200 })),
  messages: fc.array(fc.record({ role: fc.constantFrom('user', 'assistant'), content }), {
    minLength: 1,
    maxLength: 4,
  }),
  schema: fc.option(fc.constant({ type: 'object', properties: { a: { type: 'string' } } })),
  cachePrefix: fc.boolean(),
});

/** A possible bill for the request: with cachePrefix, any split of the prompt between input and cache; any length of reply. */
function usagesOf(request: ClaudeRequest): fc.Arbitrary<TokenUsage> {
  const prompt = fc.integer({ min: 0, max: maxBillablePromptTokens(request) });
  const cuts = fc.tuple(prompt, prompt, prompt, prompt).map((some) => some.sort((a, b) => a - b));
  return fc
    .record({
      cuts,
      outputTokens: fc.integer({ min: 0, max: request.maxTokens }),
      inferenceGeo: fc.constantFrom(null, 'us', 'global'),
      serviceTier: fc.constantFrom(null, 'standard', 'priority', 'batch'),
    })
    .map(({ cuts: [a = 0, b = 0, c = 0, d = 0], ...rest }) => {
      const parts = { inputTokens: a, cacheReadInputTokens: b - a, cacheCreationInputTokens: d - b };
      const marked = { ...parts, cacheCreation1hInputTokens: d - c };
      const plain = {
        inputTokens: d,
        cacheReadInputTokens: 0,
        cacheCreationInputTokens: 0,
        cacheCreation1hInputTokens: 0,
      };
      return { ...(request.cachePrefix ? marked : plain), ...rest, speed: 'standard' };
    });
}

describe('the worst case of a request', () => {
  it('is never less than any possible bill, and is known only if every possible bill is', () => {
    const delays = fc.integer({ min: 0, max: 3_600_000 });
    const cases = fc
      .record({
        entries,
        request: requests,
        at: fc.date({ min: new Date('2026-10-30'), max: new Date('2026-11-17') }),
        delays,
      })
      .filter(({ at }) => !Number.isNaN(at.getTime()))
      .chain((some) => usagesOf(some.request).map((usage) => ({ ...some, usage })));
    let known = 0;
    fc.assert(
      fc.property(cases, ({ entries: list, request, at, delays: delay, usage }) => {
        const prices = new PriceList(list);
        const worst = prices.worstCasePicoUsd(request, at);
        if (worst === null) return;
        known += 1;
        const billed = prices.costPicoUsd(request.model, usage, new Date(at.getTime() + delay));
        expect(billed).not.toBeNull();
        expect((billed as bigint) <= worst).toBe(true);
      }),
      { numRuns: 5_000, seed: SEED },
    );
    expect(known).toBeGreaterThan(1_000);
  });

  it('is one token for each byte of the prompt, plus max_tokens, plus 10 %', () => {
    // 64 around the request, 16 around the message, 5 bytes; input 1,000,000 and output 5,000,000 a token.
    expect(new PriceList().worstCasePicoUsd(REQUEST, NOVEMBER)).toBe(((85n + 5n * 64n) * 1_000_000n * 11n) / 10n);
  });

  it('assumes with cachePrefix that the prompt is written to the cache for one hour', () => {
    const marked = { ...REQUEST, cachePrefix: true };
    expect(new PriceList().worstCasePicoUsd(marked, NOVEMBER)).toBe(((2n * 85n + 5n * 64n) * 1_000_000n * 11n) / 10n);
  });

  it('counts the normalised form of a character if it is longer', () => {
    expect(maxBillablePromptTokens({ ...REQUEST, messages: [{ role: 'user', content: '\uFDFA' }] })).toBe(64 + 16 + 33);
    expect(maxBillablePromptTokens({ ...REQUEST, messages: [{ role: 'user', content: '\uFF21' }] })).toBe(64 + 16 + 3);
  });

  it('applies a more expensive tier only if the prompt may reach it', () => {
    const long = {
      ...REQUEST,
      model: 'claude-haiku-5-5',
      messages: [{ role: 'user' as const, content: 'x'.repeat(99_920) }],
    };
    const one = (tokens: bigint, pico: bigint) => ((tokens * pico + 64n * 5n * pico) * 11n) / 10n;
    expect(new PriceList().worstCasePicoUsd(long, NOVEMBER)).toBe(one(100_000n, 100_000n));
    const longer = { ...long, system: 'x' };
    expect(new PriceList().worstCasePicoUsd(longer, NOVEMBER)).toBe(one(100_001n, 500_000n));
  });

  it('is unknown if the price is unknown or the prompt may be longer than every tier', () => {
    expect(new PriceList().worstCasePicoUsd({ ...REQUEST, model: 'claude-unheard-of' }, NOVEMBER)).toBeNull();
    expect(new PriceList().worstCasePicoUsd(REQUEST, new Date('2024-01-01'))).toBeNull();
    const entry = { ...({} as PriceEntry), model: 'claude-haiku-4-5', from: '2026-01-01', upToPromptTokens: 84 };
    const prices = {
      inputUsdPerMTok: '1',
      outputUsdPerMTok: '1',
      cacheReadUsdPerMTok: '1',
      cacheWrite5mUsdPerMTok: '1',
    };
    const list = new PriceList([{ ...entry, ...prices, cacheWrite1hUsdPerMTok: '1', source: 'test' }]);
    expect(list.worstCasePicoUsd(REQUEST, NOVEMBER)).toBeNull();
  });
});
