import type { ContentBlock } from '../../claude/index.js';
import type { Message } from '../entities/message.entity.js';
import { newUserMessage } from '../new-message.js';

const OWNER = { tenantId: 'default', userId: 'alice' };
const CREATED_AT = new Date('2026-11-24T12:00:00.000Z');

/** A user's message. */
export function said(text: string): Message {
  const place = { id: '', conversationId: 'conversation', parentId: null, depth: 0, createdAt: CREATED_AT };
  return { ...newUserMessage(place, text, null), ...OWNER };
}

/** A whole answer, of a text or of blocks. */
export function answered(content: string | readonly ContentBlock[], change: Partial<Message> = {}): Message {
  const blocks = typeof content === 'string' ? [textBlock(content)] : content;
  const text = blocks.map((block) => (typeof block['text'] === 'string' ? block['text'] : '')).join('');
  return { ...said(text), role: 'assistant', content: blocks, stopReason: 'end_turn', ...change };
}

/** These messages one after another, each with its place as its id: `m0`, `m1`, … */
export function pathOf(...messages: readonly (Message | string)[]): Message[] {
  return messages.map((message, depth) => {
    const made = typeof message !== 'string' ? message : depth % 2 === 0 ? said(message) : answered(message);
    return { ...made, id: `m${depth}`, parentId: depth === 0 ? null : `m${depth - 1}`, depth };
  });
}

/** A summary of the path up to the message with this index. */
export function summaryUpTo(index: number, text: string, change: Partial<Message> = {}): Message {
  return { ...answered(text), role: 'summary', id: `s${index}`, parentId: `m${index}`, depth: index, ...change };
}

export function textBlock(text: string): ContentBlock {
  return { type: 'text', text };
}

export const THOUGHT: ContentBlock = { type: 'thinking', thinking: 'Hm.', signature: 'sig==' };
