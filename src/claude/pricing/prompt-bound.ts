import { Pauses } from '../../common/index.js';
import type { ClaudeMessage, ClaudeRequest } from '../claude-client.js';

/** Upper bounds of the tokens that a request and each message take in addition to their texts: many times what was measured. */
const REQUEST_OVERHEAD_TOKENS = 64;
const MESSAGE_OVERHEAD_TOKENS = 16;
/** With a schema, Claude adds an instruction to the prompt. Its text is not documented. */
const SCHEMA_OVERHEAD_TOKENS = 1_024;
const SCHEMA_FACTOR = 2;

/** An upper bound of the prompt tokens that Claude bills for the request: no token is shorter than a byte. */
export function maxBillablePromptTokens(request: ClaudeRequest): number {
  let tokens = 0;
  for (const part of partsOf(request)) tokens += part;
  return tokens;
}

/** The same bound, with pauses for the event loop where the messages are long. */
export async function countPromptTokens(request: ClaudeRequest): Promise<number> {
  const pauses = new Pauses();
  let tokens = 0;
  for (const part of partsOf(request)) {
    tokens += part;
    if (pauses.isDue) await pauses.next();
  }
  return tokens;
}

function* partsOf({ system, messages, schema }: ClaudeRequest): Generator<number, void> {
  yield REQUEST_OVERHEAD_TOKENS + maxTokenBytes(system ?? '');
  for (const { content } of messages) yield MESSAGE_OVERHEAD_TOKENS + maxTokenBytes(textOf(content));
  if (schema !== null) yield SCHEMA_OVERHEAD_TOKENS + SCHEMA_FACTOR * maxTokenBytes(JSON.stringify(schema));
}

/** For blocks, their JSON: encrypted content, such as a thinking signature, is billed as well. */
function textOf(content: ClaudeMessage['content']): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

/** Normalising a longer run of combining marks takes quadratic time. UAX #15 breaks such runs in the same way. */
const THIRTY_MARKS = /\p{M}{30}/gu;
const BREAK = '\u034f';

/**
 * An upper bound of the text's tokens, in bytes. The tokenizer that Anthropic published normalises the text first, which
 * can make it longer: U+FDFA becomes 18 characters.
 */
export function maxTokenBytes(text: string): number {
  const bytes = Buffer.byteLength(text);
  const isAscii = bytes === text.length;
  return isAscii ? bytes : Math.max(bytes, normalizedBytes(text));
}

/** May count a few bytes more: the inserted breaks are counted as well. */
function normalizedBytes(text: string): number {
  return Buffer.byteLength(text.replace(THIRTY_MARKS, `$&${BREAK}`).normalize('NFKC'));
}
