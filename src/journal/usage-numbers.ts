/** What usage is counted in, each with the name of its column. */
export const USAGE_COLUMNS = {
  requests: 'requests',
  replays: 'replays',
  calls: 'calls',
  interruptedCalls: 'interrupted_calls',
  unpricedCalls: 'unpriced_calls',
  unpricedBoundPicoUsd: 'unpriced_bound_pico_usd',
  estimatedCalls: 'estimated_calls',
  unpricedReplays: 'unpriced_replays',
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cacheCreationInputTokens: 'cache_creation_input_tokens',
  cacheReadInputTokens: 'cache_read_input_tokens',
  billedPicoUsd: 'billed_pico_usd',
  savedPicoUsd: 'saved_pico_usd',
} as const;

export type UsageNumbers = Readonly<Record<keyof typeof USAGE_COLUMNS, bigint>>;

export const USAGE_NAMES = Object.keys(USAGE_COLUMNS) as (keyof UsageNumbers)[];

/** Usage with these numbers, and 0 where none is given. */
export function usageOf(numberOf: (name: keyof UsageNumbers) => bigint | undefined): UsageNumbers {
  return Object.fromEntries(USAGE_NAMES.map((name) => [name, numberOf(name) ?? 0n])) as UsageNumbers;
}

export function addUp(all: readonly UsageNumbers[]): UsageNumbers {
  return usageOf((name) => all.reduce((sum, one) => sum + one[name], 0n));
}
