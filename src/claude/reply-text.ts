import type { ContentBlock } from './claude-client.js';

/**
 * The text of a reply: all its text blocks, joined. Other blocks, such as thinking and tool use, are left out; a reply may
 * begin with them.
 */
export function textOf(content: readonly ContentBlock[]): string {
  return content.map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : '')).join('');
}
