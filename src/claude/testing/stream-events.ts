import type { ContentBlock } from '../claude-client.js';
import type { Handler } from './loopback-claude.js';
import { MESSAGE } from './loopback-claude.js';

/** A reply with every kind of block that is streamed in parts. */
export const STREAMED = {
  ...MESSAGE,
  content: [
    { type: 'thinking', thinking: 'Let me see 🤔', signature: 'sig==' },
    { type: 'text', text: 'Grüße, 世界 👋🏽. ', citations: null },
    { type: 'tool_use', id: 'toolu_1', name: 'look', input: { city: 'Köln', days: [1, 2], deep: { ok: true } } },
    { type: 'block_of_tomorrow', data: { nested: [1, null] } },
    { type: 'text', text: 'That is all.', citations: null },
  ] as ContentBlock[],
};

const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_loopback' };

/** The server-sent events in which the Claude API streams such a message. */
export function eventsOf(message: typeof STREAMED): string[] {
  const { content, usage, stop_reason, stop_sequence } = message;
  const start = { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } };
  return [
    event('message_start', { message: start }),
    event('ping', {}),
    ...content.flatMap((block, index) => blockEvents(block, index)),
    event('message_delta', {
      delta: { stop_reason, stop_sequence },
      usage: { output_tokens: usage.output_tokens },
    }),
    event('message_stop', {}),
  ];
}

export function errorEvent(type: string): string {
  return event('error', { error: { type, message: `Claude says ${type}` } });
}

/** Sends these bytes; then `hang` keeps the connection open, `cut` breaks it, and `end` ends the response. */
export function stream(bytes: string | Uint8Array, then: 'hang' | 'cut' | 'end'): Handler {
  return (response) => {
    response.writeHead(200, HEADERS);
    response.flushHeaders();
    response.write(bytes, () => {
      if (then === 'cut') response.destroy();
      if (then === 'end') response.end();
    });
  };
}

function event(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

function blockEvents(block: ContentBlock, index: number): string[] {
  const { start, deltas } = growthOf(block);
  return [
    event('content_block_start', { index, content_block: start }),
    ...deltas.map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ];
}

function growthOf(block: ContentBlock): { start: object; deltas: object[] } {
  const pieces = (text: unknown) => String(text).match(/.{1,5}/gsu) ?? [];
  switch (block.type) {
    case 'text':
      return {
        start: { ...block, text: '' },
        deltas: pieces(block['text']).map((text) => ({ type: 'text_delta', text })),
      };
    case 'thinking': {
      const deltas = pieces(block['thinking']).map((thinking) => ({ type: 'thinking_delta', thinking }));
      const signature = { type: 'signature_delta', signature: block['signature'] };
      return { start: { ...block, thinking: '', signature: '' }, deltas: [...deltas, signature] };
    }
    case 'tool_use': {
      const json = pieces(JSON.stringify(block['input']));
      return {
        start: { ...block, input: {} },
        deltas: json.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
      };
    }
    default:
      return { start: block, deltas: [] };
  }
}
