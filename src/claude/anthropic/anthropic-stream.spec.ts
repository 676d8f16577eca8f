import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { AppError } from '../../common/index.js';
import type { ClaudeRequest, StreamEnd } from '../claude-client.js';
import { ClaudeFailedError, ClaudeOverloadedError, ClaudeTimeoutError } from '../claude.errors.js';
import { textOf } from '../reply-text.js';
import { apiError, json, LoopbackClaude, REQUEST } from '../testing/loopback-claude.js';
import { errorEvent, eventsOf, stream, STREAMED } from '../testing/stream-events.js';
import { AnthropicClaudeClient } from './anthropic-claude-client.js';
import { openAnthropicSdk } from './anthropic-sdk.js';

const EVENTS = eventsOf(STREAMED);
const BEFORE_STOP = EVENTS.slice(0, -1).join('');
const ALL = EVENTS.join('');
const TEXT = textOf(STREAMED.content);

const claude = new LoopbackClaude();
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

// One server a test: what an earlier test gave up cannot arrive late.
beforeEach(() => claude.open());
afterEach(() => claude.close());
beforeAll(() => {
  process.on('unhandledRejection', note);
});
afterAll(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

interface Heard {
  readonly end: StreamEnd;
  /** The deltas, joined. */
  readonly text: string;
}

async function listen(
  options: { signal?: AbortSignal; timeoutMs?: number; request?: ClaudeRequest } = {},
): Promise<Heard> {
  const { signal, timeoutMs = 5_000, request = REQUEST } = options;
  const client = new AnthropicClaudeClient(openAnthropicSdk({ apiKey: 'sk-test', baseUrl: claude.url }), timeoutMs);
  let text = '';
  const end = await client.stream(request, (delta) => (text += delta), signal);
  return { end, text };
}

/** Expects the received part of the reply, and nothing else. */
function expectPartial({ end, text }: Heard): void {
  expect(end.isWhole).toBe(false);
  expect(textOf(end.reply.content)).toBe(text);
  expect(TEXT.startsWith(text)).toBe(true);
  expect(end.reply).toMatchObject({ requestId: 'req_loopback', model: 'claude-sonnet-5-5' });
  // A tool's input that was cut off can still be stored.
  expect(JSON.parse(JSON.stringify(end.reply.content))).toHaveLength(end.reply.content.length);
}

describe('a stream that reaches its end', () => {
  it('returns the same reply as a request without streaming', async () => {
    claude.will(json(200, STREAMED), stream(ALL, 'end'));
    const client = new AnthropicClaudeClient(openAnthropicSdk({ apiKey: 'sk-test', baseUrl: claude.url }), 5_000);
    const plain = await client.complete(REQUEST);
    const { end } = await listen();
    expect(end).toEqual({ isWhole: true, reply: plain });
    expect(JSON.stringify(end.reply.content)).toBe(JSON.stringify(plain.content));
  });

  it('passes on exactly the text, in pieces', async () => {
    claude.will(stream(ALL, 'end'));
    expect((await listen()).text).toBe(TEXT);
  });

  it('ends with message_stop, without waiting for the end of the response', async () => {
    let isClosed: Promise<unknown> | undefined;
    claude.will((response) => {
      isClosed = once(response, 'close');
      stream(ALL, 'hang')(response);
    });
    const { end } = await listen({ timeoutMs: 60_000 });
    expect(end).toMatchObject({ isWhole: true, reply: { content: STREAMED.content } });
    // The connection is closed as well.
    await isClosed;
  });

  it.each([
    ['another message', ALL],
    ['more text', EVENTS.slice(2).join('')],
    ['an error', errorEvent('overloaded_error')],
    ['what is no event', 'event: message_delta\ndata: {nonsense\n\n'],
  ])('is whole whatever comes after message_stop: %s', async (_, more) => {
    claude.will(stream(ALL + more, 'end'));
    const { end, text } = await listen();
    expect(end).toMatchObject({ isWhole: true, reply: { content: STREAMED.content } });
    expect(text).toBe(TEXT);
  });

  it.each(['cut', 'end', 'hang'] as const)(
    'is whole once message_stop has come, whatever follows: %s',
    async (then) => {
      claude.will(stream(ALL, then));
      const signal = AbortSignal.timeout(300);
      const { end } = await listen({ signal });
      expect(end).toMatchObject({ isWhole: true, reply: { stopReason: 'end_turn', content: STREAMED.content } });
    },
  );

  it('is whole although an error event comes after message_stop', async () => {
    claude.will(stream(ALL + errorEvent('api_error'), 'end'));
    expect((await listen()).end.isWhole).toBe(true);
  });

  it('is whole although its text is no JSON where a schema was asked for', async () => {
    claude.will(stream(ALL, 'end'));
    const request = { ...REQUEST, schema: { type: 'object', properties: {}, additionalProperties: false } };
    expect((await listen({ request })).end).toMatchObject({ isWhole: true, reply: { content: STREAMED.content } });
  });

  it('combines the token counts of its start and its end', async () => {
    claude.will(stream(ALL, 'end'));
    expect((await listen()).end.reply.usage).toMatchObject({
      inputTokens: 12,
      outputTokens: 34,
      cacheCreationInputTokens: 7,
      cacheReadInputTokens: 5,
      cacheCreation1hInputTokens: 3,
      serviceTier: 'standard',
      inferenceGeo: 'global',
    });
  });

  it('prefers the totals of its end over those of its start', async () => {
    const delta = { delta: { stop_reason: 'end_turn' }, usage: { input_tokens: 99, output_tokens: 34 } };
    const raised = `event: message_delta\ndata: ${JSON.stringify({ type: 'message_delta', ...delta })}\n\n`;
    claude.will(stream([...EVENTS.slice(0, -2), raised, ...EVENTS.slice(-1)].join(''), 'end'));
    expect((await listen()).end.reply.usage).toMatchObject({
      inputTokens: 99,
      outputTokens: 34,
      cacheReadInputTokens: 5,
    });
  });

  it('asks for a stream', async () => {
    claude.will(stream(ALL, 'end'));
    await listen();
    expect(claude.seen[0]?.body).toMatchObject({ stream: true, model: 'claude-sonnet-5-5', max_tokens: 64 });
  });
});

describe('a stream that breaks off', () => {
  const boundaries = EVENTS.slice(1).map((_, index) => index + 1);

  it.each(['cut', 'end'] as const)(
    'is never whole before message_stop, after any number of events: %s',
    async (then) => {
      for (const count of boundaries) {
        claude.will(stream(EVENTS.slice(0, count).join(''), then));
        const heard = await listen();
        expectPartial(heard);
        expect(heard.end).toMatchObject({ reply: { stopReason: 'interrupted' }, cause: { code: 'claude_error' } });
      }
    },
  );

  it('is never whole before message_stop, cut at any byte', async () => {
    const bytes = Buffer.from(ALL);
    const started = Buffer.byteLength(EVENTS[0] ?? '');
    for (let length = started; length < Buffer.byteLength(BEFORE_STOP); length += 17) {
      claude.will(stream(bytes.subarray(0, length), 'cut'));
      expectPartial(await listen());
    }
  });

  it('is never whole when the last event itself is cut', async () => {
    const bytes = Buffer.from(ALL);
    for (let length = Buffer.byteLength(BEFORE_STOP); length < bytes.length - 3; length += 1) {
      claude.will(stream(bytes.subarray(0, length), length % 2 ? 'cut' : 'end'));
      expectPartial(await listen());
    }
  });

  it.each([
    ['overloaded_error', ClaudeOverloadedError],
    ['api_error', ClaudeFailedError],
  ])('with the error event %s says so, and keeps what there is', async (type, error) => {
    claude.will(stream(EVENTS.slice(0, 9).join('') + errorEvent(type), 'end'));
    const heard = await listen();
    expectPartial(heard);
    expect(heard.end).toMatchObject({ cause: expect.any(error) });
  });

  it('keeps the token counts received so far', async () => {
    claude.will(stream(EVENTS.slice(0, 9).join(''), 'cut'));
    expect((await listen()).end.reply.usage).toMatchObject({
      inputTokens: 12,
      outputTokens: 1,
      cacheReadInputTokens: 5,
    });
  });

  it.each([
    ['cut', ''],
    ['end', ''],
    ['end', 'event: ping\ndata: {"type": "ping"}\n\n'],
    ['cut', ALL.slice(0, 40)],
  ] as const)('before Claude has begun to answer is an error that may be tried again: %s %j', async (then, sent) => {
    claude.will(stream(sent, then));
    await expect(listen()).rejects.toMatchObject({ code: 'claude_error', detail: { isTransient: true } });
  });

  it('with an overloaded event before the reply begins fails with a retryable error', async () => {
    claude.will(stream(errorEvent('overloaded_error'), 'end'));
    const failing = listen();
    await expect(failing).rejects.toThrow(ClaudeOverloadedError);
    await expect(failing).rejects.toMatchObject({ detail: { isTransient: true } });
  });

  it('is reported without the key and the prompt', async () => {
    claude.will(stream(EVENTS.slice(0, 5).join(''), 'cut'));
    const { end } = await listen();
    const cause = end.isWhole ? null : end.cause;
    expect(cause).toBeInstanceOf(AppError);
    expect(JSON.stringify(cause, Object.getOwnPropertyNames(cause))).not.toMatch(/sk-test|the prompt/);
  });

  it("that Claude refuses to begin fails with Claude's error", async () => {
    claude.will(apiError(529, 'overloaded_error', {}, { 'x-should-retry': 'true', 'retry-after': '7' }));
    await expect(listen()).rejects.toMatchObject({
      code: 'claude_overloaded',
      detail: { isTransient: true, retryAfterMs: 7_000, requestId: 'req_loopback' },
    });
  });
});

describe('a stream that the caller aborts', () => {
  /** Claude's side of a reply that stops after some events. */
  function hanging(count: number): { closed: Promise<unknown>; written: Promise<void> } {
    let opened: (response: ServerResponse) => void;
    const response = new Promise<ServerResponse>((resolve) => (opened = resolve));
    claude.will((answer) => {
      stream(EVENTS.slice(0, count).join(''), 'hang')(answer);
      opened(answer);
    });
    return { closed: response.then((answer) => once(answer, 'close')), written: response.then(() => undefined) };
  }

  it.each([
    ['in the middle of the text', 12],
    ['right after it began', 1],
  ])('%s keeps what there is and closes the connection to Claude within a second', async (_, count) => {
    const { closed, written } = hanging(count);
    const leaving = new AbortController();
    const reason = new Error('the user left');
    const heard = listen({ signal: leaving.signal });
    await written;
    // The abort must not come before the written events have arrived.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const leftAt = performance.now();
    leaving.abort(reason);
    expectPartial(await heard);
    await closed;
    expect(performance.now() - leftAt).toBeLessThan(1_000);
    expect((await heard).end).toMatchObject({ reply: { stopReason: 'aborted' }, cause: reason });
  });

  it("before the first event fails with the signal's reason", async () => {
    const reason = new Error('the user left');
    const leaving = new AbortController();
    claude.will(() => leaving.abort(reason));
    await expect(listen({ signal: leaving.signal })).rejects.toBe(reason);
  });

  it('before it was sent sends nothing', async () => {
    claude.will(stream(ALL, 'end'));
    const reason = new Error('the user left');
    await expect(listen({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(claude.seen).toHaveLength(0);
  });

  it('because of the timeout keeps the received part, reports the timeout, and closes the connection', async () => {
    const { closed } = hanging(12);
    const heard = await listen({ timeoutMs: 250 });
    expectPartial(heard);
    expect(heard.end).toMatchObject({ reply: { stopReason: 'interrupted' }, cause: expect.any(ClaudeTimeoutError) });
    await closed;
  });
});
