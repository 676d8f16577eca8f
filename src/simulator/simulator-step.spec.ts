import Anthropic from '@anthropic-ai/sdk';

import { SimulatedClaude, SimulatorClient, type SimulatorStep } from './index.js';

const QUESTION: Anthropic.MessageCreateParamsNonStreaming = {
  model: 'claude-sonnet-5-5',
  max_tokens: 1_000,
  messages: [{ role: 'user', content: 'hello' }],
};

let simulator: SimulatedClaude;
let accounts = 0;

beforeAll(async () => {
  simulator = await SimulatedClaude.start();
});
afterAll(() => simulator.close());

function openAccount(maxRetries = 0) {
  const apiKey = `sk-ant-step-${(accounts += 1)}`;
  const claude = new Anthropic({ apiKey, baseURL: simulator.url, maxRetries });
  return { apiKey, claude, control: new SimulatorClient(simulator.url, apiKey) };
}

async function failureOf(
  step: SimulatorStep,
  stream = false,
): Promise<{ failure: unknown; outcome: string | undefined }> {
  const { claude, control } = openAccount();
  await control.script([step]);
  const answer = stream ? claude.messages.stream(QUESTION).finalMessage() : claude.messages.create(QUESTION);
  const failure: unknown = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  return { failure, outcome: (await control.requests())[0]?.outcome };
}

describe('a script', () => {
  it('runs its steps in order, each `repeat` times, and then the defaults apply', async () => {
    const { claude, control } = openAccount();
    await control.script([{ text: 'one', repeat: 2 }, { text: 'two' }]);
    const texts: unknown[] = [];
    for (let n = 0; n < 4; n += 1) texts.push((await claude.messages.create(QUESTION)).content[0]);
    const last = expect.stringMatching(/^Simulated answer 4:/) as string;
    expect(texts).toMatchObject([{ text: 'one' }, { text: 'one' }, { text: 'two' }, { text: last }]);
  });

  it('decides every part of an answer', async () => {
    const { claude, control } = openAccount();
    const content = [{ type: 'text', text: 'No.', citations: null }];
    const usage = { input_tokens: 7, service_tier: 'priority' as const };
    await control.script([{ content, stop_reason: 'refusal', model: 'claude-other', usage }]);
    expect(await claude.messages.create({ ...QUESTION, max_tokens: 1 })).toMatchObject({
      content,
      model: 'claude-other',
      stop_reason: 'refusal',
      stop_details: { type: 'refusal' },
      usage: { input_tokens: 7, output_tokens: 1, service_tier: 'priority' },
    });
  });

  it('turns thinking on and off', async () => {
    const { claude, control } = openAccount();
    await control.script([{ thinking: true }, { thinking: false }]);
    const typesOf = async (model: string) =>
      (await claude.messages.create({ ...QUESTION, model })).content.map(({ type }) => type);
    expect(await typesOf('claude-sonnet-5-5')).toEqual(['thinking', 'text']);
    expect(await typesOf('claude-opus-5-5')).toEqual(['text']);
  });

  it('is not used up by a request that the API itself rejects', async () => {
    const { claude, control } = openAccount();
    await control.script([{ text: 'kept' }]);
    await expect(claude.messages.create({ ...QUESTION, messages: [] })).rejects.toMatchObject({ status: 400 });
    expect((await claude.messages.create(QUESTION)).content[0]).toMatchObject({ text: 'kept' });
  });

  it('may change the defaults for an empty queue', async () => {
    const { claude, control } = openAccount();
    await control.defaults({ text: 'always' });
    await control.script([{ text: 'once' }]);
    expect((await claude.messages.create(QUESTION)).content[0]).toMatchObject({ text: 'once' });
    expect((await claude.messages.create(QUESTION)).content[0]).toMatchObject({ text: 'always' });
    expect((await claude.messages.create(QUESTION)).content[0]).toMatchObject({ text: 'always' });
  });

  it('is rejected if a field is mistyped', async () => {
    const { control } = openAccount();
    await expect(control.script([{ delay: 5 } as SimulatorStep])).rejects.toThrow('delay');
    await expect(control.script([{ delay_ms: '5' } as unknown as SimulatorStep])).rejects.toThrow('delay_ms');
  });
});

describe('a scripted error', () => {
  it.each([
    [400, 'invalid_request_error', Anthropic.BadRequestError],
    [401, 'authentication_error', Anthropic.AuthenticationError],
    [402, 'billing_error', Anthropic.PaymentRequiredError],
    [403, 'permission_error', Anthropic.PermissionDeniedError],
    [404, 'not_found_error', Anthropic.NotFoundError],
    [429, 'rate_limit_error', Anthropic.RateLimitError],
    [500, 'api_error', Anthropic.InternalServerError],
    [504, 'timeout_error', Anthropic.GatewayTimeoutError],
    [529, 'overloaded_error', Anthropic.OverloadedError],
  ])('of status %i is the SDK error of type %s', async (status, type, errorClass) => {
    const { failure } = await failureOf({ status, message: 'as scripted', error_code: 'some_code' });
    expect(failure).toBeInstanceOf(errorClass);
    expect(failure).toMatchObject({ status, type, errorCode: 'some_code', apiMessage: 'as scripted' });
  });

  it('sets the retry delay, and the SDK obeys it', async () => {
    const { claude, control } = openAccount(1);
    await control.script([{ status: 429, retry_after: 0.023 }, { text: 'at last' }]);
    const timers = jest.spyOn(globalThis, 'setTimeout');
    try {
      expect((await claude.messages.create(QUESTION)).content[0]).toMatchObject({ text: 'at last' });
      expect(timers.mock.calls.map(([, ms]) => ms)).toContain(23);
    } finally {
      timers.mockRestore();
    }
    const attempts = await control.requests();
    expect(attempts.map(({ status }) => status)).toEqual([429, 200]);
    expect(attempts.map(({ headers }) => headers['x-stainless-retry-count'])).toEqual(['0', '1']);
  });

  it('may override which errors the SDK retries', async () => {
    const eager = openAccount(1);
    await eager.control.script([{ status: 400, should_retry: true, retry_after_ms: 1 }]);
    await eager.claude.messages.create(QUESTION);
    expect(await eager.control.stats()).toMatchObject({ messages: 2 });
    const final = openAccount(1);
    await final.control.script([{ status: 529, should_retry: false }]);
    await expect(final.claude.messages.create(QUESTION)).rejects.toBeInstanceOf(Anthropic.OverloadedError);
    expect(await final.control.stats()).toMatchObject({ messages: 1 });
  });

  it('may come in the middle of a stream', async () => {
    const step = { stream_error_after_events: 4, message: 'too much', error_code: 'late' };
    const { failure, outcome } = await failureOf(step, true);
    expect(failure).toBeInstanceOf(Anthropic.APIError);
    expect(failure).toMatchObject({
      status: undefined,
      type: 'overloaded_error',
      errorCode: 'late',
      apiMessage: 'too much',
    });
    expect(outcome).toBe('stream_error');
  });
});

describe('a delay', () => {
  it('is over before the answer comes', async () => {
    const { claude, control } = openAccount();
    await control.defaults({ delay_ms: 30 });
    const before = performance.now();
    await claude.messages.create(QUESTION);
    // Timers round down by up to a millisecond.
    expect(performance.now() - before).toBeGreaterThanOrEqual(29);
  });
});
