import { CLAUDE_PRICES } from './claude-prices.js';
import { InvalidPricesError, parsePrices, withOverrides } from './parse-prices.js';
import { PriceList } from './price-list.js';

const ENTRY = {
  model: 'claude-haiku-5-5',
  from: '2026-11-01',
  input_usd_per_mtok: '0.08',
  output_usd_per_mtok: '0.40',
  cache_read_usd_per_mtok: '0.008',
  cache_write_5m_usd_per_mtok: '0.10',
  cache_write_1h_usd_per_mtok: '0.16',
  source: 'our contract',
};

function problemsOf(text: string): readonly string[] {
  try {
    parsePrices(text);
  } catch (error) {
    if (error instanceof InvalidPricesError) return error.problems;
    throw error;
  }
  return [];
}

describe("an operator's price file", () => {
  it('is read field by field', () => {
    const tiered = { ...ENTRY, up_to_prompt_tokens: 100_000, fast_multiplier: 6 };
    expect(parsePrices(JSON.stringify([ENTRY, tiered]))).toEqual([
      {
        model: 'claude-haiku-5-5',
        from: '2026-11-01',
        inputUsdPerMTok: '0.08',
        outputUsdPerMTok: '0.40',
        cacheReadUsdPerMTok: '0.008',
        cacheWrite5mUsdPerMTok: '0.10',
        cacheWrite1hUsdPerMTok: '0.16',
        source: 'our contract',
      },
      expect.objectContaining({ upToPromptTokens: 100_000, fastMultiplier: 6 }),
    ]);
  });

  it('may be empty', () => expect(parsePrices('[]')).toEqual([]));

  it('reports every mistake at once, with its index and field', () => {
    const wrong = {
      ...ENTRY,
      input_usd_per_mtok: 0.08,
      from: '2026-02-30',
      up_to_prompt_tokens: 1.5,
      upto: 1,
      source: ' ',
    };
    const missing = { ...ENTRY, model: undefined, cache_read_usd_per_mtok: undefined };
    const problems = problemsOf(JSON.stringify([ENTRY, wrong, 'text', missing, ENTRY]));
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      '[1].upto',
      '[1].up_to_prompt_tokens',
      '[1].from',
      '[1].input_usd_per_mtok',
      '[1].source',
      '[2]',
      '[3].model',
      '[3].cache_read_usd_per_mtok',
      '[4].model',
    ]);
  });

  it.each([
    ['from', '2026-1-1'],
    ['from', '2026-13-01'],
    ['from', '2026-11-01T00:00:00Z'],
    ['from', 20261101],
    ['model', 7],
    ['up_to_prompt_tokens', 0],
    ['up_to_prompt_tokens', '100'],
    ['fast_multiplier', -1],
    ['fast_multiplier', 1.5],
    ['output_usd_per_mtok', '-1'],
    ['output_usd_per_mtok', '0.00001'],
    ['output_usd_per_mtok', null],
  ])('is refused with %s = %j', (field, value) => {
    const problems = problemsOf(JSON.stringify([{ ...ENTRY, [field]: value }]));
    expect(problems).toEqual([expect.stringMatching(`^\\[0\\]\\.${field}: `)]);
  });

  it.each(['', '{', '{}', 'null', '"text"'])('is refused when it is %j', (text) => {
    expect(problemsOf(text)).toHaveLength(1);
  });

  it('replaces all built-in prices of the models it names, and no others', () => {
    const list = new PriceList(withOverrides(CLAUDE_PRICES, parsePrices(JSON.stringify([ENTRY]))));
    const tokens = {
      inputTokens: 200_000,
      outputTokens: 0,
      cacheCreationInputTokens: 0,
      cacheReadInputTokens: 0,
      cacheCreation1hInputTokens: 0,
      serviceTier: null,
      inferenceGeo: null,
      speed: null,
    };
    const at = new Date('2026-11-15T00:00:00Z');
    // 200,000 × 80,000: the built-in tier above 100,000 tokens is gone.
    expect(list.costPicoUsd('claude-haiku-5-5', tokens, at)).toBe(16_000_000_000n);
    expect(list.costPicoUsd('claude-haiku-5-5', tokens, new Date('2026-10-31T00:00:00Z'))).toBeNull();
    // 200,000 × 1,000,000, as built in.
    expect(list.costPicoUsd('claude-haiku-4-5', tokens, at)).toBe(200_000_000_000n);
  });
});
