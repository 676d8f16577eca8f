import { ClaudeOverloadedError, type ClaudeRequest, type StreamEnd } from '../../src/claude/index.js';
import { FakeClaudeClient } from '../../src/claude/testing/fake-claude-client.js';
import { toStorable } from '../../src/database/index.js';
import { JournalBench } from '../support/journal-bench.js';

const bench = new JournalBench();

/** Streams these pieces, an attempt each; all but the last fail after them. */
class Streaming extends FakeClaudeClient {
  constructor(private readonly attempts: string[][]) {
    super();
  }

  override async stream(request: ClaudeRequest, onText: (delta: string) => void): Promise<StreamEnd> {
    const pieces = this.attempts.shift() ?? [];
    for (const piece of pieces) onText(piece);
    if (this.attempts.length > 0) throw new ClaudeOverloadedError('full', { isTransient: true, retryAfterMs: 1 });
    const content = [{ type: 'text', text: pieces.join('') }];
    return { isWhole: true, reply: { ...(await this.complete(request)), content } };
  }
}

async function listenTo(...attempts: string[][]): Promise<{ pieces: string[]; text: string }> {
  const pieces: string[] = [];
  const modules = await bench.open({ claude: new Streaming(attempts) });
  const answered = await bench.ask(modules, { onText: (piece) => pieces.push(piece) });
  await bench.store(modules, answered);
  return { pieces, text: answered.end.reply.text };
}

describe('the text of an answer, as it comes', () => {
  it('is, joined, what the whole is stored as, to its very end', async () => {
    const { pieces, text } = await listenTo(['a\u0000', 'b\uD83D', '\uDE00', 'c\uD83D']);
    expect(text).toBe('a\u0000b😀c\uD83D');
    expect(pieces).toEqual(['a\uFFFD', 'b', '😀', 'c', '\uFFFD']);
    expect(pieces.join('')).toBe(toStorable(text));
  });

  it('takes nothing over from an attempt that failed', async () => {
    const { pieces, text } = await listenTo(['\uD83D'], ['\uDE00 at last']);
    expect(pieces.join('')).toBe(toStorable(text));
    expect(pieces).toEqual(['\uFFFD at last']);
  });
});
