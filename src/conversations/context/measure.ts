import type { ClaudeMessage } from '../../claude/index.js';
import type { Message } from '../entities/message.entity.js';
import { toClaudeMessage } from './sendable.js';
import { sentOf, type Thread } from './thread.js';

/**
 * Estimates how many tokens a thread takes, from what Claude counted for the last answer of its path: that many for
 * what it had read and written then, and in proportion for less or more of it.
 */
export class Measure {
  private constructor(
    private readonly thread: Thread,
    private readonly tokensPerByte: number,
  ) {}

  /** @param counted tokens of the last answer of the path, and of all that Claude read for it */
  static of(thread: Thread, counted: number, summaries: readonly Message[]): Measure {
    const { path } = thread;
    const last = path.at(-1);
    const from = path.findIndex(({ id }) => id === last?.contextFromId);
    const summary = summaries.find(({ id }) => id === last?.summaryId) ?? null;
    const bytes = bytesOf({ ...thread, summary, start: Math.max(from, 0) });
    return new Measure(thread, counted / Math.max(bytes, 1));
  }

  /** Of the thread and a new message, in tokens. */
  estimate(prompt: string): number {
    return this.toTokens(bytesOf(this.thread), prompt);
  }

  /** The same for each place where the thread may be cut: what is left from there on, without its thinking. */
  estimateCuts(starts: readonly number[], prompt: string): Map<number, number> {
    const { path, system } = this.thread;
    let bytes = Buffer.byteLength(system ?? '');
    const estimates = new Map<number, number>();
    // What comes before all of these places may be long, and is not asked for.
    const first = Math.min(...starts);
    for (let index = path.length; index >= first; index -= 1) {
      const message = path[index];
      if (message) bytes += sizeOf(toClaudeMessage(message, false));
      if (starts.includes(index)) estimates.set(index, this.toTokens(bytes, prompt));
    }
    return estimates;
  }

  private toTokens(bytes: number, prompt: string): number {
    // No token is shorter than a byte, however the thread was counted so far.
    const added = Buffer.byteLength(prompt) * Math.min(this.tokensPerByte, 1);
    return Math.ceil(bytes * this.tokensPerByte + added);
  }
}

function bytesOf(thread: Thread): number {
  const system = Buffer.byteLength(thread.system ?? '');
  return sentOf(thread).reduce((sum, message) => sum + sizeOf(message), system);
}

/** Of a text only what it says: the JSON around it costs no tokens, and would make short answers look cheap. */
function sizeOf({ content }: ClaudeMessage): number {
  if (typeof content === 'string') return Buffer.byteLength(content);
  return content.reduce((sum, block) => {
    const saying = block.type === 'text' ? (block['text'] as string) : JSON.stringify(block);
    return sum + Buffer.byteLength(saying);
  }, 0);
}
