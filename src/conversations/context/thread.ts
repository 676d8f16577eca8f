import type { ClaudeMessage, ContentBlock } from '../../claude/index.js';
import { sha256 } from '../../common/index.js';
import type { Message } from '../entities/message.entity.js';
import { toClaudeMessage, waitsForTool } from './sendable.js';

/** What of a message a thread depends on; what the message cost is no part of it. */
export const THREAD_FIELDS = [
  ...(['id', 'depth', 'role', 'content', 'text', 'stopReason', 'tokensUsed'] as const),
  ...(['contextFromId', 'summaryId', 'systemDigest'] as const),
] as const;
export type ThreadMessage = Pick<Message, (typeof THREAD_FIELDS)[number]>;

/** What Claude is to read: everything that came before a new message, or a part of it and a summary of the rest. */
export interface Thread {
  /** The messages from the root to the answer that the new message goes on from. */
  readonly path: readonly ThreadMessage[];
  /** Index in `path` of the first message that is sent. */
  readonly start: number;
  /** Stands for what comes before `start`. */
  readonly summary: Message | null;
  readonly system: string | null;
}

/** What an answer notes of the thread it was made for. */
export type ThreadMark = Pick<Message, 'contextFromId' | 'summaryId' | 'systemDigest'>;

/** @param promptId of the message that is answered; it is the first one sent where nothing else of the path is */
export function markOf({ path, start, summary, system }: Thread, promptId: string): ThreadMark {
  return {
    contextFromId: start === 0 ? null : (path[start]?.id ?? promptId),
    summaryId: summary?.id ?? null,
    systemDigest: system === null ? null : sha256(system),
  };
}

/** The messages that Claude is sent before the new one. */
export function sentOf(thread: Thread): ClaudeMessage[] {
  const { path, start, summary } = thread;
  const mark = markOf(thread, '');
  const sent = path.slice(start).map((message) => toClaudeMessage(message, isLike(message, mark)));
  const [first, ...rest] = sent;
  return first && summary ? [withSummary(summary, String(path[start]?.text)), ...rest] : sent;
}

/**
 * The messages of a request, in order; roles alternate. An answer of which nothing can be sent is left out, and the user's
 * messages around it are one, as the API itself would join them.
 */
export function toClaudeMessages(thread: Thread, prompt: string): ClaudeMessage[] {
  const { path, start, summary } = thread;
  if (summary && start === path.length) return [withSummary(summary, prompt)];
  return joined([...sentOf(thread), { role: 'user', content: prompt }]);
}

/** The first message that is sent as it is and that Claude would refuse, since it waits for the result of a tool. */
export function waitingOf(thread: Thread): ThreadMessage | null {
  const mark = markOf(thread, '');
  const sent = thread.path.slice(thread.start);
  return sent.find((message) => waitsForTool(toClaudeMessage(message, isLike(message, mark)))) ?? null;
}

function joined(messages: readonly ClaudeMessage[]): ClaudeMessage[] {
  const all: ClaudeMessage[] = [];
  for (const message of messages) {
    const last = all.at(-1);
    if (message.role === 'user' && last?.role === 'user') {
      all.splice(-1, 1, { role: 'user', content: [...blocksOf(last), ...blocksOf(message)] });
    } else if (message.content.length > 0) {
      all.push(message);
    }
  }
  return all;
}

function blocksOf({ content }: ClaudeMessage): readonly ContentBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** Made of what users wrote, so it speaks as a user, not as the system. */
function withSummary(summary: Message, text: string): ClaudeMessage {
  const before = { type: 'text', text: `${SUMMARY_BEGINS}\n${summary.text}\n${SUMMARY_ENDS}` };
  return { role: 'user', content: [before, { type: 'text', text }] };
}

/** Whether the message is an answer to a thread that began as this one does. */
export function isLike(message: ThreadMessage | undefined, mark: ThreadMark): boolean {
  return (
    message?.contextFromId === mark.contextFromId &&
    message.summaryId === mark.summaryId &&
    message.systemDigest === mark.systemDigest
  );
}

const SUMMARY_BEGINS = '<summary_of_the_conversation_so_far>';
const SUMMARY_ENDS = '</summary_of_the_conversation_so_far>';

/** The indexes at which a thread may begin: a user's message with its answer is never cut apart. */
export function startsOf(path: readonly ThreadMessage[]): number[] {
  return path.flatMap(({ role }, index) => (role === 'user' ? [index] : []));
}
