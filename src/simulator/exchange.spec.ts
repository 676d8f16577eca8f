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
  const apiKey = `sk-ant-exchange-${(accounts += 1)}`;
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

describe('a cut connection', () => {
  it('before the response is a connection error, which the SDK retries', async () => {
    const { failure, outcome } = await failureOf({ cut: 'before_response' });
    expect(failure).toBeInstanceOf(Anthropic.APIConnectionError);
    expect(outcome).toBe('cut');
    const { claude, control } = openAccount(1);
    await control.script([{ cut: 'before_response' }]);
    await claude.messages.create(QUESTION);
    expect((await control.requests()).map((request) => request.outcome)).toEqual(['cut', 'answered']);
  });

  it.each<SimulatorStep['cut']>(['after_headers', { after_bytes: 20 }, { after_events: 0 }])(
    'after the headers (%j) is whatever fetch throws, and the SDK does not retry',
    async (cut) => {
      const { claude, control } = openAccount(1);
      await control.script([{ cut }]);
      await expect(claude.messages.create(QUESTION)).rejects.toMatchObject({
        name: 'TypeError',
        message: 'terminated',
      });
      expect(await control.requests()).toMatchObject([{ status: 200, outcome: 'cut' }]);
    },
  );

  it('after the last byte of a JSON answer does no harm', async () => {
    expect(await failureOf({ cut: { after_events: 1 } })).toEqual({ failure: undefined, outcome: 'cut' });
  });

  it.each<SimulatorStep['cut']>(['after_headers', { after_bytes: 1_000 }, { after_events: 5 }, { after_events: 999 }])(
    'breaks a stream (%j)',
    async (cut) => {
      const { failure, outcome } = await failureOf({ cut }, true);
      expect(failure).toBeInstanceOf(Anthropic.AnthropicError);
      expect(failure).not.toBeInstanceOf(Anthropic.APIError);
      expect(String(failure)).toContain('terminated');
      expect(outcome).toBe('cut');
    },
  );

  it('delivers exactly the events before the cut', async () => {
    const { claude, control } = openAccount();
    await control.script([{ cut: { after_events: 5 } }]);
    const types: string[] = [];
    const read = async () => {
      for await (const { type } of await claude.messages.create({ ...QUESTION, stream: true })) types.push(type);
    };
    await expect(read()).rejects.toThrow('terminated');
    // The fifth event is a ping, which the SDK does not pass on.
    expect(types).toEqual(['message_start', 'content_block_start', 'content_block_delta', 'content_block_delta']);
  });
});

describe('a hold', () => {
  it('keeps requests in flight until it is released', async () => {
    const { claude, control } = openAccount();
    await control.script([{ hold: 'gate', text: 'released', repeat: 2 }]);
    const answers = Promise.all([claude.messages.create(QUESTION), claude.messages.create(QUESTION)]);
    expect(await control.waitForInFlight(2)).toMatchObject({ messages: 2, in_flight: 2 });
    expect((await control.requests()).map(({ outcome }) => outcome)).toEqual(['held', 'held']);
    await control.release('gate');
    for (const { content } of await answers) expect(content[0]).toMatchObject({ text: 'released' });
    expect((await control.requests()).map(({ outcome }) => outcome)).toEqual(['answered', 'answered']);
    await claude.messages.create(QUESTION);
    expect(await control.stats()).toEqual({ requests: 3, messages: 3, in_flight: 0, max_in_flight: 2 });
  });

  it('stays released for later requests, until it is scripted again', async () => {
    const { claude, control } = openAccount();
    await control.script([{ hold: 'gate', text: 'late' }]);
    await control.release('gate');
    expect((await claude.messages.create(QUESTION)).content[0]).toMatchObject({ text: 'late' });
    await control.script([{ hold: 'gate', text: 'again' }]);
    const answer = claude.messages.create(QUESTION);
    await control.waitForInFlight(1);
    expect((await control.requests()).at(-1)?.outcome).toBe('held');
    await control.release('gate');
    expect((await answer).content[0]).toMatchObject({ text: 'again' });
  });

  it('may be in the middle of a stream', async () => {
    const { claude, control } = openAccount();
    await control.script([{ hold: 'middle', hold_after_events: 5, text: 'abcdefgh'.repeat(4) }]);
    let text = '';
    const stream = claude.messages.stream(QUESTION).on('text', (piece) => (text += piece));
    while (text.length < 16) await stream.emitted('text');
    expect(await control.requests()).toMatchObject([{ outcome: 'held', status: 200 }]);
    await control.release('middle');
    expect(await stream.finalText()).toBe('abcdefgh'.repeat(4));
    expect(text).toBe('abcdefgh'.repeat(4));
  });

  it('notices that the client left', async () => {
    const { claude, control } = openAccount();
    await control.script([{ hold: 'never' }]);
    const abort = new AbortController();
    const answer = claude.messages.create(QUESTION, { signal: abort.signal });
    await control.waitForInFlight(1);
    abort.abort();
    await expect(answer).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await control.waitForInFlight(0);
    expect(await control.requests()).toMatchObject([{ outcome: 'client_closed', status: null, usage: null }]);
  });
});

it('a client that leaves in the middle of a stream is noticed', async () => {
  const { claude, control } = openAccount();
  await control.script([{ text: 'abcdefgh'.repeat(20_000), chunk_delay_ms: 1 }]);
  for await (const event of await claude.messages.create({ ...QUESTION, max_tokens: 64_000, stream: true })) {
    if (event.type === 'content_block_delta') break;
  }
  await control.waitForInFlight(0);
  expect(await control.requests()).toMatchObject([{ outcome: 'client_closed', status: 200 }]);
});
