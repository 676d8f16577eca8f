import type { ModelLimits } from '../claude-client.js';

/** What the SDK says about a model, in our words. What is no number of tokens counts as not said. */
export function toModelLimits(info: unknown): ModelLimits {
  const { max_input_tokens: input, max_tokens: output } = Object(info) as Record<string, unknown>;
  return { maxInputTokens: toTokens(input), maxOutputTokens: toTokens(output) };
}

function toTokens(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : null;
}
