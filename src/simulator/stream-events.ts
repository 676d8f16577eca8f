import { type Block, type JsonObject, type SimulatedMessage, type SimulatedUsage } from './wire.js';

const UNITS_PER_DELTA = 8;

/** The message as server-sent events, in the order of the API. */
export function toStreamEvents(message: SimulatedMessage): string[] {
  const { content, usage, stop_reason, stop_details, container } = message;
  const atStart = { ...usage, output_tokens: 1, output_tokens_details: null };
  const start = { ...message, content: [], stop_reason: null, stop_details: null, usage: atStart };
  return [
    toEvent('message_start', { message: start }),
    ...content.flatMap((block, index) => blockEvents(block, index)),
    toEvent('message_delta', {
      delta: { stop_reason, stop_sequence: null, stop_details, container },
      usage: toEndUsage(usage),
    }),
    toEvent('message_stop', {}),
  ];
}

/** As in the API, the split by time to live, the service tier, the geo and the speed are only sent at the start. */
function toEndUsage(usage: SimulatedUsage): JsonObject {
  return {
    input_tokens: usage.input_tokens,
    cache_creation_input_tokens: usage.cache_creation_input_tokens,
    cache_read_input_tokens: usage.cache_read_input_tokens,
    output_tokens: usage.output_tokens,
    output_tokens_details: usage.output_tokens_details,
    server_tool_use: usage.server_tool_use,
  };
}

/** The API repeats the event's name in its data. */
function toEvent(type: string, data: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

function blockEvents(block: Block, index: number): string[] {
  const { start, deltas } = toDeltas(block);
  const events = [toEvent('content_block_start', { index, content_block: start })];
  if (index === 0) events.push(toEvent('ping', {}));
  for (const delta of deltas) events.push(toEvent('content_block_delta', { index, delta }));
  events.push(toEvent('content_block_stop', { index }));
  return events;
}

/** Text, thinking and tool use are streamed in parts; other blocks are sent as a whole. */
function toDeltas(block: Block): { start: Block; deltas: JsonObject[] } {
  switch (block.type) {
    case 'text':
      return { start: { ...block, text: '' }, deltas: split(block.text).map((text) => ({ type: 'text_delta', text })) };
    case 'thinking': {
      const deltas: JsonObject[] = split(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking }));
      const signature = { type: 'signature_delta', signature: block.signature };
      return { start: { ...block, thinking: '', signature: '' }, deltas: [...deltas, signature] };
    }
    case 'tool_use': {
      const pieces = split(JSON.stringify(block.input));
      const deltas = pieces.map((piece) => ({ type: 'input_json_delta', partial_json: piece }));
      return { start: { ...block, input: {} }, deltas };
    }
    default:
      return { start: block, deltas: [] };
  }
}

/** Splits into pieces of a few characters, never between the halves of a surrogate pair. */
function split(value: unknown): string[] {
  const text = typeof value === 'string' ? value : '';
  const pieces: string[] = [];
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = start + UNITS_PER_DELTA;
    if (isHighSurrogate(text.charCodeAt(end - 1))) end += 1;
    pieces.push(text.slice(start, end));
  }
  return pieces;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
