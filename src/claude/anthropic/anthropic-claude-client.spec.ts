import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Anthropic } from '@anthropic-ai/sdk';
import { ClaudeFailedError, ClaudeTimeoutError } from '../claude.errors.js';
import { apiError, json, LoopbackClaude, MESSAGE, REQUEST } from '../testing/loopback-claude.js';
import { AnthropicClaudeClient } from './anthropic-claude-client.js';
import { openAnthropicSdk } from './anthropic-sdk.js';

const claude = new LoopbackClaude();
// One server a test: what an earlier test gave up cannot arrive late.
beforeEach(() => claude.open());
afterEach(() => claude.close());

function openClient({ timeoutMs = 5_000, baseUrl = claude.url } = {}): AnthropicClaudeClient {
  return new AnthropicClaudeClient(openAnthropicSdk({ apiKey: 'sk-test', baseUrl }), timeoutMs);
}

describe('a request to Claude', () => {
  it('contains only the given parameters', async () => {
    claude.will(json(200, MESSAGE));
    await openClient().complete(REQUEST);
    expect(claude.seen[0]?.body).toEqual({
      model: 'claude-sonnet-5-5',
      max_tokens: 64,
      messages: [{ role: 'user', content: 'the prompt' }],
    });
  });

  it('carries system, effort, schema and earlier blocks unchanged', async () => {
    claude.will(json(200, MESSAGE));
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const messages = [...REQUEST.messages, { role: 'assistant' as const, content: MESSAGE.content }];
    await openClient().complete({ ...REQUEST, system: 'be brief', effort: 'low', schema, messages });
    expect(claude.seen[0]?.body).toEqual({
      model: 'claude-sonnet-5-5',
      max_tokens: 64,
      system: 'be brief',
      messages: [
        { role: 'user', content: 'the prompt' },
        { role: 'assistant', content: MESSAGE.content },
      ],
      output_config: { effort: 'low', format: { type: 'json_schema', schema } },
    });
  });

  it('may ask for more tokens than the SDK allows without a stream by default', async () => {
    claude.will(json(200, MESSAGE));
    await openClient().complete({ ...REQUEST, maxTokens: 64_000 });
    expect(claude.seen[0]?.body).toMatchObject({ max_tokens: 64_000 });
  });

  it.each([
    [408, {}],
    [429, { 'retry-after-ms': '1' }],
    [503, { 'x-should-retry': 'true' }],
    [529, { 'retry-after-ms': '1' }],
  ])('that fails with %i %j is sent once: only the journal retries', async (status, headers) => {
    const host = new Anthropic({ apiKey: 'sk-host', baseURL: claude.url, logLevel: 'off', maxRetries: 5 });
    for (const client of [openClient(), new AnthropicClaudeClient(host, 5_000)]) {
      claude.will(json(status, {}, headers));
      await expect(client.complete(REQUEST)).rejects.toMatchObject({ detail: { isTransient: true } });
      await expect(client.stream(REQUEST, () => undefined)).rejects.toMatchObject({ detail: { isTransient: true } });
      expect(claude.seen).toHaveLength(2);
    }
  });

  it('whose connection breaks is sent once', async () => {
    claude.will((response) => void response.destroy());
    await expect(openClient().complete(REQUEST)).rejects.toMatchObject({ detail: { isTransient: true } });
    await expect(openClient().stream(REQUEST, () => undefined)).rejects.toMatchObject({
      detail: { isTransient: true },
    });
    expect(claude.seen).toHaveLength(2);
  });
});

describe('a reply of Claude', () => {
  it('keeps every block, the usage and the request id', async () => {
    claude.will(json(200, MESSAGE));
    expect(await openClient().complete(REQUEST)).toEqual({
      requestId: 'req_loopback',
      model: 'claude-sonnet-5-5',
      content: MESSAGE.content,
      stopReason: 'end_turn',
      usage: {
        inputTokens: 12,
        outputTokens: 34,
        cacheCreationInputTokens: 7,
        cacheReadInputTokens: 5,
        cacheCreation1hInputTokens: 3,
        serviceTier: 'standard',
        inferenceGeo: 'global',
        speed: null,
      },
    });
  });

  it.each([
    ['an HTML page', '<html></html>', 'text/html'],
    ['broken JSON', '{"id": "msg'],
    ['a JSON list', '[]'],
    ['nothing', ''],
    ['of a block without a type', JSON.stringify({ ...MESSAGE, content: [{}] })],
  ])('that is %s is a claude_error, not an answer', async (_, body, type = 'application/json') => {
    claude.will((response) => {
      response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
    });
    await expect(openClient().complete(REQUEST)).rejects.toThrow(ClaudeFailedError);
  });

  it.each([
    ['a stop reason', { stop_reason: null }, { stopReason: '' }],
    ['a model', { model: 7 }, { model: '' }],
    ['usage', { usage: undefined }, { usage: null }],
    ['counts that are numbers', { usage: { ...MESSAGE.usage, input_tokens: '12' } }, { usage: null }],
  ])('is an answer also without %s', async (_, sent, expected) => {
    claude.will(json(200, { ...MESSAGE, ...sent }));
    expect(await openClient().complete(REQUEST)).toMatchObject({ content: MESSAGE.content, ...expected });
  });

  it.each(['gzip', 'x-gzip', 'deflate', 'br', 'GZIP, identity', 'deflate, gzip'])(
    'is decompressed although it was requested uncompressed: %s',
    async (encoding) => {
      claude.will((response) => {
        const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
        response.writeHead(200, headers).end(encodeAs(encoding, JSON.stringify(MESSAGE)));
      });
      expect((await openClient().complete(REQUEST)).content).toEqual(MESSAGE.content);
    },
  );

  it('that decompresses to too many bytes is not read to its end', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, ' '));
    claude.will((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb);
    });
    await expect(openClient().complete(REQUEST)).rejects.toMatchObject({ detail: { mayBeBilled: true } });
  });

  it('that is cut off is a claude_error', async () => {
    claude.will((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"id": ', () => response.destroy());
    });
    await expect(openClient().complete(REQUEST)).rejects.toThrow(ClaudeFailedError);
  });
});

describe('a call', () => {
  it.each([
    ['no headers come', () => undefined],
    ['the body stalls', (response: { write: (text: string) => unknown }) => void response.write('{"id": ')],
  ])('ends with a timeout when %s in time', async (_, handler) => {
    claude.will((response) => {
      response.setHeader('content-type', 'application/json');
      handler(response);
    });
    const neverAborted = new AbortController().signal;
    for (const signal of [undefined, neverAborted]) {
      const call = openClient({ timeoutMs: 60 }).complete(REQUEST, signal);
      await expect(call).rejects.toThrow(ClaudeTimeoutError);
    }
    // At most once each: on a busy machine the timeout may expire before a request is sent.
    expect(claude.seen.length).toBeLessThanOrEqual(2);
  });

  it.each([
    ['while it waits for headers', false],
    ['in the middle of the body', true],
  ])('that the caller aborts %s fails with the reason of the signal', async (_, withBody) => {
    const leaving = new AbortController();
    const reason = new Error('the user left');
    claude.will((response) => {
      if (withBody) response.writeHead(200, { 'content-type': 'application/json' }).write('{"id": ');
      setImmediate(() => leaving.abort(reason));
    });
    await expect(openClient().complete(REQUEST, leaving.signal)).rejects.toBe(reason);
  });

  it('that was aborted before it began sends nothing', async () => {
    claude.will(json(200, MESSAGE));
    const reason = new Error('the user left');
    await expect(openClient().complete(REQUEST, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(claude.seen).toHaveLength(0);
  });

  it('to an address without a listener is a claude_error', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const call = openClient({ baseUrl: `http://127.0.0.1:${port}` }).complete(REQUEST);
    await expect(call).rejects.toMatchObject({
      code: 'claude_error',
      kind: 'upstream_failed',
      detail: { mayBeBilled: false },
    });
  });

  it("works through a host's own Anthropic client", async () => {
    claude.will(json(200, MESSAGE));
    const host = new Anthropic({ apiKey: 'sk-host', baseURL: claude.url, logLevel: 'off' });
    await new AnthropicClaudeClient(host, 5_000).complete(REQUEST);
    expect(claude.seen[0]?.headers['authorization']).toBe('Bearer sk-host');
  });

  it('fails with an error that holds no key, prompt or header', async () => {
    claude.will(apiError(500, 'api_error'));
    const error = await openClient()
      .complete(REQUEST)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ClaudeFailedError);
    expect(error).toMatchObject({ cause: undefined, detail: { requestId: 'req_loopback' } });
    const everything = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).stack);
    expect(everything).not.toMatch(/sk-test|the prompt|authorization/i);
  });
});

function encodeAs(encodings: string, body: string): Buffer {
  const names = encodings.toLowerCase().split(', ');
  return names.reduce<Buffer>((bytes, name) => {
    if (name.endsWith('gzip')) return gzipSync(bytes);
    if (name === 'deflate') return deflateSync(bytes);
    return name === 'br' ? brotliCompressSync(bytes) : bytes;
  }, Buffer.from(body));
}
