import type { ClaudeMessage, ContentBlock } from '../../claude/index.js';
import type { Message } from '../entities/message.entity.js';

type Said = Pick<Message, 'role' | 'content' | 'text' | 'stopReason'>;

/** Answers that did not reach their end. Their blocks may be cut in the middle. */
const BROKEN_OFF: ReadonlySet<string | null> = new Set(['interrupted', 'aborted']);

export function isBrokenOff({ stopReason }: Pick<Said, 'stopReason'>): boolean {
  return BROKEN_OFF.has(stopReason);
}

/**
 * Whether a message may name this one as the one that it goes on from: it is an answer and says something. After a refusal
 * Claude goes on refusing until the refused turn is gone ("Handle streaming refusals", Anthropic's documentation).
 */
export function canGoOnFrom(message: Said): boolean {
  return endsTurn(message) && textsOf(message).length > 0;
}

/**
 * Whether the conversation goes on from this message by itself. A whole answer ends its turn although it says nothing: the
 * question before it is not to be lost.
 */
export function endsTurn(message: Said): boolean {
  if (message.role !== 'assistant' || message.stopReason === 'refusal') return false;
  return !isBrokenOff(message) || textsOf(message).length > 0;
}

/** Whether the message uses a tool and holds no result of it: Claude takes it back only with one, and there is none. */
export function waitsForTool({ role, content }: ClaudeMessage): boolean {
  if (role !== 'assistant' || typeof content === 'string') return false;
  const results = new Set(content.map((block) => block['tool_use_id']));
  return content.some(({ type, id }) => type === 'tool_use' || (type === 'server_tool_use' && !results.has(id)));
}

/**
 * A message of a path as Claude is sent it.
 * @param isPrefixKept whether all that comes before it is sent as it was when it was written
 */
export function toClaudeMessage(message: Said, isPrefixKept: boolean): ClaudeMessage {
  if (message.role === 'user') return { role: 'user', content: message.text };
  return { role: 'assistant', content: isPrefixKept && !isBrokenOff(message) ? wholeOf(message) : textsOf(message) };
}

/**
 * An answer's blocks as they came; but for blank texts, which Claude sends and does not take back. Of thoughts alone nothing:
 * Claude takes none that nothing follows.
 */
function wholeOf({ content }: Said): readonly ContentBlock[] {
  const blocks = (content ?? []).filter((block) => block.type !== 'text' || !isBlank(block));
  return blocks.every(({ type }) => type === 'thinking' || type === 'redacted_thinking') ? [] : blocks;
}

/**
 * What an answer says. Thinking is left out where it was broken off, since the last block may be half a block, and
 * where what comes before it has changed: it is bound to that, and Claude refuses it ("Preserved thinking",
 * platform.claude.com).
 */
function textsOf({ content }: Said): readonly ContentBlock[] {
  return (content ?? []).filter((block) => block.type === 'text' && !isBlank(block));
}

function isBlank({ text }: ContentBlock): boolean {
  return typeof text !== 'string' || text.trim() === '';
}
