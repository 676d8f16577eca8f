import { Anthropic } from '@anthropic-ai/sdk';
import { json, LoopbackClaude, MESSAGE, REQUEST } from '../testing/loopback-claude.js';
import { AnthropicClaudeClient } from './anthropic-claude-client.js';
import { CLAUDE_API_VERSION, openAnthropicSdk } from './anthropic-sdk.js';

const claude = new LoopbackClaude();
// One server a test: what an earlier test gave up cannot arrive late.
beforeEach(() => claude.open());
afterEach(() => claude.close());
afterEach(() => jest.restoreAllMocks());

describe('the SDK client', () => {
  it('sends CLAUDE_API_VERSION by itself', async () => {
    claude.will(json(200, MESSAGE));
    const bare = new Anthropic({ apiKey: 'sk-host', baseURL: claude.url, logLevel: 'off' });
    await bare.messages.create({ model: 'm', max_tokens: 1, messages: [] });
    expect(claude.seen[0]?.headers['anthropic-version']).toBe(CLAUDE_API_VERSION);
  });

  it('takes nothing from the environment', async () => {
    jest.replaceProperty(process, 'env', {
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
      ANTHROPIC_API_KEY: 'sk-env',
      ANTHROPIC_AUTH_TOKEN: 'token-env',
      ANTHROPIC_PROFILE: 'nobody',
      ANTHROPIC_LOG: 'debug',
      ANTHROPIC_CUSTOM_HEADERS:
        'authorization: Bearer stolen\nanthropic-version: 1999-01-01\nx-api-key: sk\nx-extra: 1',
    });
    const printed = (['debug', 'info', 'log', 'warn', 'error'] as const).map((level) => jest.spyOn(console, level));
    claude.will(json(200, MESSAGE));
    const sdk = openAnthropicSdk({ apiKey: 'sk-test', baseUrl: claude.url });
    await new AnthropicClaudeClient(sdk, 5_000).complete(REQUEST);
    const headers = claude.seen[0]?.headers;
    expect(headers).toMatchObject({ authorization: 'Bearer sk-test', 'anthropic-version': CLAUDE_API_VERSION });
    expect(headers).not.toHaveProperty('x-extra');
    expect(headers).not.toHaveProperty('x-api-key');
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  });

  it('records no spans, whatever tracing the host or the environment has set up', () => {
    jest.replaceProperty(process, 'env', { ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE: 'content' });
    const sdk = openAnthropicSdk({ apiKey: 'sk-test' });
    expect(sdk).toHaveProperty('openTelemetry.traces.enabled', false);
  });

  it('uses the official base URL by default and ignores the environment', () => {
    jest.replaceProperty(process, 'env', { ANTHROPIC_BASE_URL: claude.url });
    const sdk = openAnthropicSdk({ apiKey: 'sk-test' });
    expect(sdk).toHaveProperty('baseURL', 'https://api.anthropic.com');
  });

  it.each(['', 'sk-with\nnewline', 'sk with space', 'sk-ключ'])(
    'rejects the invalid key %j without repeating it',
    (apiKey) => {
      expect(() => openAnthropicSdk({ apiKey })).toThrow('the Anthropic API key is empty or contains');
    },
  );
});
