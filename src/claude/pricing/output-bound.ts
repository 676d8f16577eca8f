import type { ClaudeRequest, ContentBlock } from '../claude-client.js';
import { maxTokenBytes } from './prompt-bound.js';

/** Claude bills all of its thinking, but returns none or only a summary of it. */
const THINKING: ReadonlySet<string> = new Set(['thinking', 'redacted_thinking']);

/**
 * An upper bound of the output tokens that Claude bills for the received content: no token is shorter than a byte, and no
 * reply is longer than `maxTokens`. The length of thinking cannot be derived from the content, so for a reply with thinking
 * the bound is `maxTokens`.
 */
export function maxBillableOutputTokens(
  content: readonly ContentBlock[],
  { maxTokens }: Pick<ClaudeRequest, 'maxTokens'>,
) {
  if (content.some(({ type }) => THINKING.has(type))) return maxTokens;
  return Math.min(
    content.reduce((sum, block) => sum + blockBytes(block), 0),
    maxTokens,
  );
}

/** For a text block, the bytes of its text. For any other block, those of its JSON, which is how a tool's input is billed. */
function blockBytes(block: ContentBlock): number {
  return maxTokenBytes(
    block.type === 'text' && typeof block['text'] === 'string' ? block['text'] : JSON.stringify(block),
  );
}
