import { Pauses } from '../../common/index.js';
import type { ClaudeMessage, ClaudeRequest } from '../claude-client.js';

/** What a request and each of its messages may hold beside their texts, in tokens: many times what was ever seen. */
const AROUND_REQUEST = 64;
const AROUND_MESSAGE = 16;
/** A schema comes with a text of Claude's own that explains it, of which only its existence is documented. */
const AROUND_SCHEMA = 1_024;
const TIMES_SCHEMA = 2;

/** At least as many tokens as Claude can find in the request: no token is shorter than a byte. */
export function mostPromptTokens(request: ClaudeRequest): number {
  let tokens = 0;
  for (const part of partsOf(request)) tokens += part;
  return tokens;
}

/** The same, with pauses where the messages are long. */
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
  yield AROUND_REQUEST + mostBytes(system ?? '');
  for (const { content } of messages) yield AROUND_MESSAGE + mostBytes(textOf(content));
  if (schema !== null) yield AROUND_SCHEMA + TIMES_SCHEMA * mostBytes(JSON.stringify(schema));
}

/** Of blocks the whole JSON: what a signature stands for is read as well. */
function textOf(content: ClaudeMessage['content']): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

/** Normalising sorts longer runs of combining marks in time that grows with their square: UAX #15 breaks them like this. */
const THIRTY_MARKS = /\p{M}{30}/gu;
const BREAK = '\u034f';

/** The tokenizer that Anthropic published normalises first, which makes eighteen characters of one such as U+FDFA. */
export function mostBytes(text: string): number {
  const bytes = Buffer.byteLength(text);
  const isAscii = bytes === text.length;
  return isAscii ? bytes : Math.max(bytes, normalizedBytes(text));
}

/** Or a few more: what breaks long runs of marks counts, too. */
function normalizedBytes(text: string): number {
  return Buffer.byteLength(text.replace(THIRTY_MARKS, `$&${BREAK}`).normalize('NFKC'));
}
