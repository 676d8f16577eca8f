import type { ClaudeRequest, ContentBlock } from '../claude-client.js';
import { mostBytes } from './prompt-bound.js';

/** Claude is billed for all of its thinking, and shows none of it, or a summary. */
const THINKING: ReadonlySet<string> = new Set(['thinking', 'redacted_thinking']);

/**
 * At least as many tokens as the content that was received can be billed as: no token is shorter than a byte, and no
 * answer longer than the request allows. How much Claude thought cannot be told from what it shows of it, so that an
 * answer with any thinking in it may have used up all that was allowed.
 */
export function mostOutputTokens(content: readonly ContentBlock[], { maxTokens }: Pick<ClaudeRequest, 'maxTokens'>) {
  if (content.some(({ type }) => THINKING.has(type))) return maxTokens;
  return Math.min(
    content.reduce((sum, block) => sum + mostBytesOf(block), 0),
    maxTokens,
  );
}

/** Of a text what it says; of any other block its whole JSON, as a tool's input is written. */
function mostBytesOf(block: ContentBlock): number {
  return mostBytes(block.type === 'text' && typeof block['text'] === 'string' ? block['text'] : JSON.stringify(block));
}
