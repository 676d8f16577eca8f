import { randomUUID } from 'node:crypto';

import { alwaysThinks, resolveAlias } from './models.js';
import { exampleOf } from './schema-example.js';
import { type SimulatorStep } from './simulator-step.js';
import { type Binding, bindingOf, toThinkingBlock } from './thinking.js';
import { type Block, type InputUsage, type MessagesRequest, toBlocks, toTokens } from './wire.js';
import { type SimulatedMessage, type SimulatedUsage } from './wire.js';

const QUOTED_CODE_POINTS = 40;

/** Random, because two simulators must not assign the same id. */
export function newId(prefix: 'msg' | 'req'): string {
  return `${prefix}_01${randomUUID().replaceAll('-', '').slice(0, 22)}`;
}

/** Composes the answer to request number `n` of an account: from the step, otherwise deterministically from request and `n`. */
export function composeAnswer(
  request: MessagesRequest,
  step: SimulatorStep,
  n: number,
  input: InputUsage,
): SimulatedMessage {
  const { blocks, isCut } = step.content
    ? { blocks: step.content, isCut: false }
    : cutToTokens(toAnswerBlocks(request, step, n), request);
  const stopReason = step.stop_reason ?? (isCut ? 'max_tokens' : blocks.some(isToolUse) ? 'tool_use' : 'end_turn');
  return {
    id: newId('msg'),
    type: 'message',
    role: 'assistant',
    model: step.model ?? resolveAlias(request.model),
    content: blocks,
    container: null,
    diagnostics: null,
    stop_reason: stopReason,
    stop_sequence: null,
    stop_details: stopReason === 'refusal' ? { type: 'refusal', category: null, explanation: null } : null,
    usage: { ...toUsage(request, blocks, input), ...step.usage },
  };
}

/** Cuts the blocks to `max_tokens`. Thinking counts, as it does in the real API. */
function cutToTokens(blocks: readonly Block[], request: MessagesRequest): { blocks: Block[]; isCut: boolean } {
  const kept: Block[] = [];
  let left = request.max_tokens;
  for (const block of blocks) {
    const tokens = outputTokens(block);
    if (left <= 0) return { blocks: kept, isCut: true };
    kept.push(tokens <= left ? block : withText(block, firstBytes(textOf(block), left * 4), bindingOf(request)));
    if (tokens > left) return { blocks: kept, isCut: true };
    left -= tokens;
  }
  return { blocks: kept, isCut: false };
}

function toAnswerBlocks(request: MessagesRequest, step: SimulatorStep, n: number): Block[] {
  const { thinking } = request;
  const text: Block = { type: 'text', text: step.text ?? defaultText(request, n), citations: null };
  if (!(step.thinking ?? (alwaysThinks(request.model) || thinking?.type === 'enabled'))) return [text];
  const thought = thinking?.display === 'omitted' ? '' : `Simulated thinking ${n}.`;
  return [toThinkingBlock(thought, bindingOf(request)), text];
}

function defaultText(request: MessagesRequest, n: number): string {
  const schema = request.output_config?.format?.schema;
  if (schema) return JSON.stringify(exampleOf(schema, n));
  const last = request.messages.findLast(({ role }) => role === 'user');
  const read = toBlocks(last?.content).map(textOf).join('\n');
  // A code point has at most two UTF-16 units, so the slice is long enough, and a long text is not copied.
  const beginning = Array.from(read.slice(0, QUOTED_CODE_POINTS * 2)).slice(0, QUOTED_CODE_POINTS);
  return `Simulated answer ${n}: I read ${read.length} characters beginning "${beginning.join('')}".`;
}

function toUsage({ inference_geo: geo, speed }: MessagesRequest, blocks: Block[], input: InputUsage): SimulatedUsage {
  const total = (some: Block[]) => some.reduce((sum, block) => sum + outputTokens(block), 0);
  return {
    ...input,
    // The API bills at least one token, even for an empty answer.
    output_tokens: Math.max(total(blocks), 1),
    output_tokens_details: { thinking_tokens: total(blocks.filter(({ type }) => type === 'thinking')) },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: geo ?? 'global',
    speed: speed ?? 'standard',
  };
}

function outputTokens(block: Block): number {
  const isText = block.type === 'text' || block.type === 'thinking';
  return toTokens(Buffer.byteLength(isText ? textOf(block) : JSON.stringify(block)));
}

function textOf(block: Block): string {
  const text = block.type === 'thinking' ? block.thinking : block.text;
  return typeof text === 'string' ? text : '';
}

function withText(block: Block, text: string, binding: Binding): Block {
  return block.type === 'thinking' ? toThinkingBlock(text, binding) : { ...block, text };
}

/** At most `bytes` bytes of the text; never a part of a code point. */
function firstBytes(text: string, bytes: number): string {
  const buffer = Buffer.from(text);
  let end = Math.min(bytes, buffer.length);
  // A byte 10xxxxxx continues a code point, so the text must not be cut before it.
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return buffer.toString('utf8', 0, end);
}

function isToolUse({ type }: Block): boolean {
  return type === 'tool_use';
}
