import type { ClaudeRequest } from '../claude-client.js';
import { ClaudeOverloadedError } from '../claude.errors.js';
import { textOf } from '../reply-text.js';
import { FakeClaudeClient } from './fake-claude-client.js';

const REQUEST: ClaudeRequest = {
  model: 'm',
  maxTokens: 1,
  system: null,
  messages: [],
  effort: null,
  schema: null,
  cachePrefix: false,
};

describe('the fake Claude', () => {
  it('returns queued answers in order, then a default one, and records every request', async () => {
    const fake = new FakeClaudeClient().willAnswer('one', { stopReason: 'refusal' }, new ClaudeOverloadedError('full'));
    expect(textOf((await fake.complete(REQUEST)).content)).toBe('one');
    expect((await fake.complete(REQUEST)).stopReason).toBe('refusal');
    await expect(fake.complete(REQUEST)).rejects.toThrow(ClaudeOverloadedError);
    expect(textOf((await fake.complete(REQUEST)).content)).toBe('fake answer');
    expect(fake.asked).toHaveLength(4);
  });

  it('holds replies back until they are released', async () => {
    const fake = new FakeClaudeClient();
    const release = fake.hold();
    let answered = false;
    const reply = fake.complete(REQUEST).then(() => (answered = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    release();
    expect(await reply).toBe(true);
  });

  it("rejects with the signal's reason while replies are held", async () => {
    const fake = new FakeClaudeClient();
    fake.hold();
    const leaving = new AbortController();
    const reply = fake.complete(REQUEST, leaving.signal);
    const reason = new Error('the user left');
    leaving.abort(reason);
    await expect(reply).rejects.toBe(reason);
  });

  it('streams the same answers, and fails before the first text as without streaming', async () => {
    const fake = new FakeClaudeClient().willAnswer('one', new ClaudeOverloadedError('full'));
    const pieces: string[] = [];
    const end = await fake.stream(REQUEST, (piece) => pieces.push(piece));
    expect({ isWhole: end.isWhole, text: textOf(end.reply.content) }).toEqual({ isWhole: true, text: pieces.join('') });
    await expect(fake.stream(REQUEST, () => undefined)).rejects.toThrow(ClaudeOverloadedError);
  });
});
