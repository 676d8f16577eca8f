import Anthropic from '@anthropic-ai/sdk';

import { SimulatedClaude, SimulatorClient } from './index.js';

type Content = Anthropic.ContentBlock[];

let simulator: SimulatedClaude;
let accounts = 0;

beforeAll(async () => {
  simulator = await SimulatedClaude.start();
});
afterAll(() => simulator.close());

function openAccount() {
  const apiKey = `sk-ant-threads-${(accounts += 1)}`;
  const claude = new Anthropic({ apiKey, baseURL: simulator.url, maxRetries: 0 });
  const control = new SimulatorClient(simulator.url, apiKey);
  const ask = (model: string, messages: Anthropic.MessageParam[]) =>
    claude.messages.create({ model, max_tokens: 1_000, messages });
  /** This model's answer to a first question, with thinking. */
  const thinkWith = async (model: string): Promise<Content> => {
    await control.script([{ thinking: true }]);
    return (await ask(model, [{ role: 'user', content: 'Why?' }])).content;
  };
  /** Sends that answer back with another question. */
  const goOn = (model: string, content: Content, first = 'Why?') =>
    ask(model, [
      { role: 'user', content: first },
      { role: 'assistant', content },
      { role: 'user', content: 'And then?' },
    ]);
  return { ask, claude, control, thinkWith, goOn };
}

describe('a thinking block', () => {
  it.each(['claude-sonnet-5-5', 'claude-opus-5-5', 'claude-haiku-5-5', 'claude-fable-5-2'])(
    'is bound by %s to what came before it',
    async (model) => {
      const { thinkWith, goOn } = openAccount();
      const content = await thinkWith(model);
      await expect(goOn(model, content)).resolves.toMatchObject({ stop_reason: 'end_turn' });
      await expect(goOn(model, content, 'How?')).rejects.toMatchObject({
        status: 400,
        type: 'invalid_request_error',
        apiMessage:
          'messages.1.content.0: Invalid signature in thinking block. The block is bound to a different conversation: what comes before it has changed.',
      });
    },
  );

  it('of another model is left out without an error', async () => {
    const { thinkWith, goOn } = openAccount();
    await expect(goOn('claude-sonnet-5-5', await thinkWith('claude-opus-5'), 'How?')).resolves.toBeDefined();
  });

  it('is not bound to cache breakpoints', async () => {
    const { claude, thinkWith } = openAccount();
    const content = await thinkWith('claude-sonnet-5-5');
    const marked = [{ type: 'text' as const, text: 'Why?', cache_control: { type: 'ephemeral' as const } }];
    const messages: Anthropic.MessageParam[] = [
      { role: 'user', content: marked },
      { role: 'assistant', content },
      { role: 'user', content: 'And then?' },
    ];
    await expect(
      claude.messages.create({ model: 'claude-sonnet-5-5', max_tokens: 100, messages }),
    ).resolves.toBeDefined();
  });

  it('of a model without preserved thinking is accepted after any prefix', async () => {
    const { thinkWith, goOn } = openAccount();
    await expect(goOn('claude-opus-4-8', await thinkWith('claude-opus-4-8'), 'How?')).resolves.toBeDefined();
  });

  it('with a foreign signature is accepted, because it cannot be verified', async () => {
    const { goOn } = openAccount();
    const foreign = [
      { type: 'thinking', thinking: 'hm', signature: 'EqQBCgIYAhIM' },
      { type: 'text', text: 'So.' },
    ];
    await expect(goOn('claude-sonnet-5-5', foreign as Content)).resolves.toBeDefined();
  });

  it('that names another model is rejected as edited', async () => {
    const { thinkWith, goOn } = openAccount();
    const content = await thinkWith('claude-opus-5');
    const claimed = JSON.parse(JSON.stringify(content).replace('claude-opus-5', 'claude-sonnet-5-5')) as Content;
    await expect(goOn('claude-sonnet-5-5', claimed)).rejects.toThrow('Invalid `signature` in `thinking` block');
  });

  it('that was cut to max_tokens is still signed', async () => {
    const { claude, control, goOn } = openAccount();
    await control.script([{ thinking: true }]);
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'Why?' }];
    const { content } = await claude.messages.create({ model: 'claude-sonnet-5-5', max_tokens: 2, messages });
    expect(content).toMatchObject([{ type: 'thinking', thinking: 'Simulate' }]);
    await expect(goOn('claude-sonnet-5-5', content)).resolves.toBeDefined();
  });
});

describe('a prompt', () => {
  const fitting = 'abcd'.repeat(200_000);

  it("that fills the model's window is answered", async () => {
    const { ask } = openAccount();
    const { usage } = await ask('claude-haiku-4-5', [{ role: 'user', content: fitting }]);
    expect(usage.input_tokens).toBe(200_000);
  });

  it("that is longer than the model's window is rejected, and takes no step", async () => {
    const { ask, control } = openAccount();
    await control.script([{ text: 'waiting' }]);
    await expect(ask('claude-haiku-4-5', [{ role: 'user', content: `${fitting}a` }])).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      apiMessage: 'prompt is too long: 200001 tokens > 200000 maximum',
    });
    const { content } = await ask('claude-haiku-4-5', [{ role: 'user', content: 'hello' }]);
    expect(content).toMatchObject([{ text: 'waiting' }]);
  });

  it('of any length is answered by a model with an unknown window', async () => {
    const { ask } = openAccount();
    await expect(ask('claude-unheard-of', [{ role: 'user', content: `${fitting}a` }])).resolves.toBeDefined();
  });
});
