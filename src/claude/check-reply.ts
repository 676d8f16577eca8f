import type { ClaudeReply, ClaudeRequest, TokenUsage } from './claude-client.js';
import { knownWindowOf } from './models/context-windows.js';
import { mostOutputTokens } from './pricing/output-bound.js';
import { countPromptTokens } from './pricing/prompt-bound.js';
import { LONGEST, sideText } from './side-text.js';

/**
 * Where the counts of tokens come from. `reported`: from Claude; `estimated`: an upper bound of what it can have billed,
 * since the answer broke off before it was counted; `unknown`: Claude sent none that can be true.
 */
export type UsageBasis = 'reported' | 'estimated' | 'unknown';

/** A reply of which each field can be stored and added up. */
export interface CheckedReply extends ClaudeReply {
  /** Zeros where `usageBasis` is `unknown`. */
  readonly usage: TokenUsage;
  readonly usageBasis: UsageBasis;
}

/** What is in place of a text that is needed and did not come. */
const NOT_SAID = 'unknown';

/** For models whose window is not known, in tokens: many times the longest one of November 2026. */
const LONGEST_WINDOW = 20_000_000;

/** A count is taken for nonsense from this many times what window and request allow, and some more. */
const TIMES = 2;
const SOME = 1_000;

/**
 * The reply as it may go on to columns and sums, whatever Claude, a proxy or a host's own client sent: side fields are
 * cut to what is stored of them, and counts are counts that this request can have. The content is kept as it came.
 * @param warn hears what was wrong, without the value
 */
export async function checkReply(
  reply: ClaudeReply,
  request: ClaudeRequest,
  isWhole: boolean,
  warn: (what: string) => void,
): Promise<CheckedReply> {
  const kept = {
    requestId: sideText(reply.requestId, LONGEST.requestId),
    model: sideText(reply.model, LONGEST.model) ?? request.model,
    content: reply.content,
    stopReason: sideText(reply.stopReason, LONGEST.stopReason) ?? NOT_SAID,
  };
  for (const name of ['requestId', 'model', 'stopReason'] as const)
    if (reply[name] !== null && reply[name] !== kept[name]) warn(`a ${name} that was cut or replaced`);
  const usage = reply.usage && withSideFields(reply.usage);
  const isPlausible = usage !== null && canBe(usage, request);
  if (!isPlausible) warn(usage === null ? 'no counts of tokens' : 'counts of tokens that cannot be true');
  if (isPlausible && (reply.isOutputCounted ?? true)) return { ...kept, usage, usageBasis: 'reported' };
  if (isWhole && !isPlausible) return { ...kept, usage: NOTHING, usageBasis: 'unknown' };
  return { ...kept, usage: await bounded(isPlausible ? usage : null, reply, request), usageBasis: 'estimated' };
}

/** Never below what Claude has said already. */
async function bounded(
  begun: TokenUsage | null,
  { content }: ClaudeReply,
  request: ClaudeRequest,
): Promise<TokenUsage> {
  const outputTokens = Math.max(mostOutputTokens(content, request), begun?.outputTokens ?? 0);
  if (begun !== null) return { ...begun, outputTokens };
  const promptTokens = await countPromptTokens(request);
  // Where the prompt may have been written to Claude's cache, that is the dearest.
  if (!request.cachePrefix) return { ...NOTHING, inputTokens: promptTokens, outputTokens };
  return {
    ...NOTHING,
    cacheCreationInputTokens: promptTokens,
    cacheCreation1hInputTokens: promptTokens,
    outputTokens,
  };
}

function withSideFields(usage: TokenUsage): TokenUsage {
  return {
    ...usage,
    serviceTier: sideText(usage.serviceTier, LONGEST.serviceTier),
    inferenceGeo: sideText(usage.inferenceGeo, LONGEST.serviceTier),
    speed: sideText(usage.speed, LONGEST.serviceTier),
  };
}

function canBe(usage: TokenUsage, { model, maxTokens }: ClaudeRequest): boolean {
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
  const window = knownWindowOf(model) ?? LONGEST_WINDOW;
  return promptTokens <= TIMES * window + SOME && outputTokens <= TIMES * Math.min(maxTokens, window) + SOME;
}

const NOTHING: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheCreationInputTokens: 0,
  cacheReadInputTokens: 0,
  cacheCreation1hInputTokens: 0,
  serviceTier: null,
  inferenceGeo: null,
  speed: null,
};
