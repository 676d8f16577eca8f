import Anthropic from '@anthropic-ai/sdk';

import { SimulatedClaude, SimulatorClient } from './index.js';

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
  const apiKey = `sk-ant-stream-${(accounts += 1)}`;
  const claude = new Anthropic({ apiKey, baseURL: simulator.url, maxRetries });
  return { apiKey, claude, control: new SimulatorClient(simulator.url, apiKey) };
}

function textOf(message: Anthropic.Message): string {
  return message.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
}

describe('a stream', () => {
  it.each(['claude-sonnet-5-5', 'claude-opus-5-5'])(
    'of %s adds up to the message that JSON would give',
    async (model) => {
      const json = openAccount();
      const sse = openAccount();
      const stream = sse.claude.messages.stream({ ...QUESTION, model });
      const deltas: string[] = [];
      stream.on('text', (delta) => deltas.push(delta));
      const streamed = await stream.finalMessage();
      const whole = await json.claude.messages.create({ ...QUESTION, model });
      expect(deltas.length).toBeGreaterThan(3);
      expect(deltas.join('')).toBe(textOf(streamed));
      expect(streamed).toEqual({ ...whole, id: streamed.id, parsed_output: null });
      expect(stream.request_id).toMatch(/^req_/);
    },
  );

  it('sends its events in the order of the real API', async () => {
    const { claude, control } = openAccount();
    await control.script([{ text: 'short' }]);
    const response = await claude.messages.create({ ...QUESTION, stream: true }).asResponse();
    expect((await response.text()).match(/(?<=^event: )\w+/gm)).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
  });

  it('never splits a surrogate pair', async () => {
    const { claude, control } = openAccount();
    await control.script([{ text: `x${'😀'.repeat(50)}` }]);
    for await (const event of await claude.messages.create({ ...QUESTION, stream: true })) {
      if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') continue;
      // A lone surrogate would be replaced in UTF-8.
      expect(Buffer.from(event.delta.text).toString()).toBe(event.delta.text);
    }
  });

  it('carries tool input piece by piece', async () => {
    const { claude, control } = openAccount();
    const tool = { type: 'tool_use', id: 'toolu_1', name: 'look_up', input: { city: 'Paris', deep: [1, 2, 3] } };
    await control.script([{ content: [{ type: 'text', text: 'Let me see.' }, tool] }]);
    const stream = claude.messages.stream(QUESTION);
    const pieces: string[] = [];
    stream.on('inputJson', (piece) => pieces.push(piece));
    const message = await stream.finalMessage();
    expect(pieces.length).toBeGreaterThan(2);
    expect(JSON.parse(pieces.join(''))).toEqual(tool.input);
    expect(message.content[1]).toMatchObject(tool);
    expect(message.stop_reason).toBe('tool_use');
  });

  it('waits for a slow reader instead of filling its memory', async () => {
    const { claude, control } = openAccount();
    const block = { type: 'redacted_thinking', data: 'x'.repeat(200_000) };
    await control.script([{ content: Array.from({ length: 100 }, () => block) }]);
    const stream = await claude.messages.create({ ...QUESTION, stream: true });
    const events = stream[Symbol.asyncIterator]();
    await events.next();
    // Twenty megabytes exceed the socket buffers, so the reply cannot have ended.
    expect(await control.stats()).toMatchObject({ in_flight: 1 });
    let blocks = 0;
    for (let next = await events.next(); !next.done; next = await events.next()) {
      if (next.value.type === 'content_block_stop') blocks += 1;
    }
    expect(blocks).toBe(100);
    expect(await control.stats()).toMatchObject({ in_flight: 0 });
  });
});
