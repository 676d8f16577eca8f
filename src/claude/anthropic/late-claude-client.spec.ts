import { json, LoopbackClaude, MESSAGE, REQUEST } from '../testing/loopback-claude.js';
import { LateClaudeClient } from './late-claude-client.js';

const claude = new LoopbackClaude();
beforeAll(() => claude.open());
afterAll(() => claude.close());

describe('a client that opens the SDK for the first call', () => {
  it('asks Claude, also when several calls are the first', async () => {
    const client = new LateClaudeClient({ apiKey: 'sk-test', baseUrl: claude.url }, 5_000);
    claude.will(json(200, MESSAGE), json(200, MESSAGE));
    const replies = await Promise.all([client.complete(REQUEST), client.complete(REQUEST)]);
    expect(replies.map(({ content }) => content)).toEqual([MESSAGE.content, MESSAGE.content]);
    expect(claude.seen).toHaveLength(2);
  });

  it('refuses a key that no header can hold when it is made, not when it is first asked', () => {
    for (const apiKey of ['', 'sk test', 'sk-\n'])
      expect(() => new LateClaudeClient({ apiKey }, 5_000)).toThrow('the Anthropic API key is empty or holds');
  });
});
