import { Anthropic } from '@anthropic-ai/sdk';
import { ClaudeFailedError, ClaudeRejectedError, ClaudeTimeoutError } from '../claude.errors.js';
import { apiError, json, LoopbackClaude } from '../testing/loopback-claude.js';
import { AnthropicClaudeClient } from './anthropic-claude-client.js';
import { type AnthropicSdk, openAnthropicSdk } from './anthropic-sdk.js';

const claude = new LoopbackClaude();
// One server a test: what an earlier test gave up cannot arrive late.
beforeEach(() => claude.open());
afterEach(() => claude.close());

function openClient(timeoutMs = 600_000): AnthropicClaudeClient {
  return new AnthropicClaudeClient(openAnthropicSdk({ apiKey: 'sk-test', baseUrl: claude.url }), timeoutMs);
}

const INFO = { type: 'model', id: 'claude-opus-5', max_input_tokens: 1_000_000, max_tokens: 128_000 };

describe("a model's limits", () => {
  it('are those that Claude reports', async () => {
    claude.will(json(200, INFO));
    const limits = await openClient().limitsOf('claude-opus-5');
    expect(limits).toEqual({ maxInputTokens: 1_000_000, maxOutputTokens: 128_000 });
    expect(claude.seen.map(({ line }) => line)).toEqual(['GET /v1/models/claude-opus-5']);
  });

  it.each([null, undefined, 0, -1, 1.5, '200000', Number.MAX_VALUE])(
    'are unknown if Claude reports %p',
    async (value) => {
      claude.will(json(200, { ...INFO, max_input_tokens: value, max_tokens: value }));
      const limits = await openClient().limitsOf('claude-opus-5');
      expect(limits).toEqual({ maxInputTokens: null, maxOutputTokens: null });
    },
  );

  it.each([
    ['the model is unknown', apiError(404, 'not_found_error'), ClaudeRejectedError],
    ['Claude is broken', apiError(500, 'api_error'), ClaudeFailedError],
    ['the connection breaks', (response: { destroy: () => unknown }) => void response.destroy(), ClaudeFailedError],
  ])('are asked for once and end with an error of the library when %s', async (_, handler, expected) => {
    const host = new Anthropic({ apiKey: 'sk-host', baseURL: claude.url, logLevel: 'off', maxRetries: 5 });
    for (const client of [openClient(), new AnthropicClaudeClient(host, 5_000)]) {
      claude.will(handler);
      await expect(client.limitsOf('claude-none')).rejects.toThrow(expected);
      expect(claude.seen).toHaveLength(1);
    }
  });

  it('time out after five seconds, however long the timeout of a call is', async () => {
    const timeouts: (number | undefined)[] = [];
    const retrieve: AnthropicSdk['models']['retrieve'] = (_id, _params, options) => {
      timeouts.push(options?.timeout);
      return Promise.resolve(INFO);
    };
    const sdk: AnthropicSdk = { ...openAnthropicSdk({ apiKey: 'sk-test' }), models: { retrieve } };
    for (const timeoutMs of [600_000, 60]) await new AnthropicClaudeClient(sdk, timeoutMs).limitsOf('claude-opus-5');
    expect(timeouts).toEqual([5_000, 60]);
  });

  it('end with a timeout when the body stalls', async () => {
    claude.will((response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"id": '));
    await expect(openClient(60).limitsOf('claude-opus-5')).rejects.toThrow(ClaudeTimeoutError);
  });

  it("fail with the signal's reason when the caller aborts", async () => {
    const leaving = new AbortController();
    const reason = new Error('the user left');
    claude.will(() => leaving.abort(reason));
    await expect(openClient().limitsOf('claude-opus-5', leaving.signal)).rejects.toBe(reason);
  });
});
