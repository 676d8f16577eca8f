import type { ClaudeReply, ClaudeRequest, TokenUsage } from './claude-client.js';
import { knownWindowOf } from './models/context-windows.js';
import { maxBillableOutputTokens } from './pricing/output-bound.js';
import { countPromptTokens } from './pricing/prompt-bound.js';
import { MAX_LENGTH, sideText } from './side-text.js';

/**
 * Where the token counts come from:
 * - `reported`: Claude sent them.
 * - `estimated`: the reply broke off before Claude counted it. The counts are an upper bound of what Claude can bill.
 * - `unknown`: Claude sent no counts, or implausible ones.
 */
export type UsageBasis = 'reported' | 'estimated' | 'unknown';

/** A reply whose fields fit the database columns and whose token counts can be summed. */
export interface CheckedReply extends ClaudeReply {
  /** All counts are 0 if `usageBasis` is `unknown`. */
  readonly usage: TokenUsage;
  readonly usageBasis: UsageBasis;
}

/** Stored as the stop reason of a reply that has none. */
const UNKNOWN_STOP_REASON = 'unknown';

/** Assumed context window, in tokens, of models that are not listed: many times the largest one of November 2026. */
const DEFAULT_WINDOW = 20_000_000;

/** Token counts above `PLAUSIBLE_FACTOR` times the possible maximum, plus `PLAUSIBLE_MARGIN`, are implausible. */
const PLAUSIBLE_FACTOR = 2;
const PLAUSIBLE_MARGIN = 1_000;

/**
 * Makes a reply safe to store and to sum, whatever Claude, a proxy or the host's own client sent. Side fields are cut to
 * the width of their columns, and implausible token counts are replaced. The content is not changed.
 * @param isWhole whether the reply is complete
 * @param warn receives a description of each problem, without the value
 */
export async function checkReply(
  reply: ClaudeReply,
  request: ClaudeRequest,
  isWhole: boolean,
  warn: (what: string) => void,
): Promise<CheckedReply> {
  const kept = {
    requestId: sideText(reply.requestId, MAX_LENGTH.requestId),
    model: sideText(reply.model, MAX_LENGTH.model) ?? request.model,
    content: reply.content,
    stopReason: sideText(reply.stopReason, MAX_LENGTH.stopReason) ?? UNKNOWN_STOP_REASON,
  };
  for (const name of ['requestId', 'model', 'stopReason'] as const)
    if (reply[name] !== null && reply[name] !== kept[name]) warn(`a ${name} that was cut or replaced`);
  const usage = reply.usage && withSideFields(reply.usage);
  const isPlausible = usage !== null && isPlausibleUsage(usage, request);
  if (!isPlausible) warn(usage === null ? 'no token counts' : 'implausible token counts');
  if (isPlausible && (reply.isOutputCounted ?? true)) return { ...kept, usage, usageBasis: 'reported' };
  if (isWhole && !isPlausible) return { ...kept, usage: ZERO_USAGE, usageBasis: 'unknown' };
  return { ...kept, usage: await upperBound(isPlausible ? usage : null, reply, request), usageBasis: 'estimated' };
}

/** An upper bound of the usage of a partial reply, at least what Claude has reported so far. */
async function upperBound(
  reported: TokenUsage | null,
  { content }: ClaudeReply,
  request: ClaudeRequest,
): Promise<TokenUsage> {
  const outputTokens = Math.max(maxBillableOutputTokens(content, request), reported?.outputTokens ?? 0);
  if (reported !== null) return { ...reported, outputTokens };
  const promptTokens = await countPromptTokens(request);
  // The prompt may have been written to Claude's cache, which is the most expensive case.
  if (!request.cachePrefix) return { ...ZERO_USAGE, inputTokens: promptTokens, outputTokens };
  return {
    ...ZERO_USAGE,
    cacheCreationInputTokens: promptTokens,
    cacheCreation1hInputTokens: promptTokens,
    outputTokens,
  };
}

function withSideFields(usage: TokenUsage): TokenUsage {
  return {
    ...usage,
    serviceTier: sideText(usage.serviceTier, MAX_LENGTH.serviceTier),
    inferenceGeo: sideText(usage.inferenceGeo, MAX_LENGTH.serviceTier),
    speed: sideText(usage.speed, MAX_LENGTH.serviceTier),
  };
}

function isPlausibleUsage(usage: TokenUsage, { model, maxTokens }: ClaudeRequest): boolean {
  const { inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens, cacheCreation1hInputTokens } =
    usage;
  const counts = [
    inputTokens,
    outputTokens,
    cacheCreationInputTokens,
    cacheReadInputTokens,
    cacheCreation1hInputTokens,
  ];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) return false;
  if (cacheCreation1hInputTokens > cacheCreationInputTokens) return false;
  const promptTokens = inputTokens + cacheCreationInputTokens + cacheReadInputTokens;
  const window = knownWindowOf(model) ?? DEFAULT_WINDOW;
  return (
    promptTokens <= PLAUSIBLE_FACTOR * window + PLAUSIBLE_MARGIN &&
    outputTokens <= PLAUSIBLE_FACTOR * Math.min(maxTokens, window) + PLAUSIBLE_MARGIN
  );
}

const ZERO_USAGE: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheCreationInputTokens: 0,
  cacheReadInputTokens: 0,
  cacheCreation1hInputTokens: 0,
  serviceTier: null,
  inferenceGeo: null,
  speed: null,
};
