import type { ClaudeMessage, ClaudeRequest } from '../claude-client.js';
import { json, LoopbackClaude, MESSAGE, REQUEST } from '../testing/loopback-claude.js';
import { AnthropicClaudeClient } from './anthropic-claude-client.js';
import { openAnthropicSdk } from './anthropic-sdk.js';

const claude = new LoopbackClaude();
// One server a test: what an earlier test gave up cannot arrive late.
beforeEach(() => claude.open());
afterEach(() => claude.close());

const MESSAGES: readonly ClaudeMessage[] = [
  { role: 'user', content: 'the prompt' },
  { role: 'assistant', content: MESSAGE.content },
  { role: 'user', content: 'Grüße, 世界' },
];

/** The body that was sent for this request. */
async function sent(change: Partial<ClaudeRequest>): Promise<Record<string, unknown>> {
  claude.will(json(200, MESSAGE));
  const client = new AnthropicClaudeClient(openAnthropicSdk({ apiKey: 'sk-test', baseUrl: claude.url }), 5_000);
  await client.complete({ ...REQUEST, ...change });
  return claude.seen[0]?.body as Record<string, unknown>;
}

it('a request with cachePrefix has cache breakpoints at its end and at its system text', async () => {
  expect(await sent({ cachePrefix: true, system: 'be brief' })).toEqual({
    model: 'claude-sonnet-5-5',
    max_tokens: 64,
    cache_control: { type: 'ephemeral', ttl: '1h' },
    system: [{ type: 'text', text: 'be brief', cache_control: { type: 'ephemeral', ttl: '1h' } }],
    messages: [{ role: 'user', content: 'the prompt' }],
  });
});

it('without a system text, only the end has a cache breakpoint', async () => {
  const body = await sent({ cachePrefix: true });
  expect(body).toHaveProperty('cache_control', { type: 'ephemeral', ttl: '1h' });
  expect(body).not.toHaveProperty('system');
});

it('a request without cachePrefix has no cache breakpoint', async () => {
  const body = await sent({ cachePrefix: false, system: 'be brief', messages: MESSAGES });
  expect(JSON.stringify(body)).not.toContain('cache_control');
  expect(body).toHaveProperty('system', 'be brief');
});

it('a cache breakpoint does not change the messages', async () => {
  const marked = await sent({ cachePrefix: true, messages: MESSAGES });
  const plain = await sent({ messages: MESSAGES });
  expect(JSON.stringify(marked['messages'])).toBe(JSON.stringify(plain['messages']));
  expect(JSON.stringify(marked['messages'])).toBe(JSON.stringify(MESSAGES));
});
