import type { ContentBlock } from './claude-client.js';

/**
 * The text of a reply: its text blocks, joined as they stand. Thinking and tool blocks are left out,
 * and a reply may begin with them, so the first block is never simply taken for the text.
 */
export function textOf(content: readonly ContentBlock[]): string {
  return content.map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : '')).join('');
}
