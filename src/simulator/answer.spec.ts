import Anthropic from '@anthropic-ai/sdk';
import { type Schema, Validator } from '@cfworker/json-schema';

import { SimulatedClaude, SimulatorClient } from './index.js';

const TEXT = 'What is 👩‍🚀 the capital of France, and why is it there?';

const QUESTION: Anthropic.MessageCreateParamsNonStreaming = {
  model: 'claude-sonnet-5-5',
  max_tokens: 1_000,
  messages: [{ role: 'user', content: TEXT }],
};

let simulator: SimulatedClaude;
let accounts = 0;

beforeAll(async () => {
  simulator = await SimulatedClaude.start();
});
afterAll(() => simulator.close());

function openAccount(maxRetries = 0) {
  const apiKey = `sk-ant-answer-${(accounts += 1)}`;
  const claude = new Anthropic({ apiKey, baseURL: simulator.url, maxRetries });
  return { apiKey, claude, control: new SimulatorClient(simulator.url, apiKey) };
}

function textOf(message: Anthropic.Message): string {
  return message.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
}

describe('an answer', () => {
  it('has every field of a real message, and names the number of its request', async () => {
    const { data, response } = await openAccount().claude.messages.create(QUESTION).withResponse();
    expect(data).toEqual({
      id: expect.stringMatching(/^msg_01[0-9a-f]{22}$/) as string,
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5-5',
      content: [
        {
          type: 'text',
          text: expect.stringMatching(/^Simulated answer 1: I read 57 characters/) as string,
          citations: null,
        },
      ],
      container: null,
      diagnostics: null,
      stop_reason: 'end_turn',
      stop_sequence: null,
      stop_details: null,
      usage: {
        input_tokens: Math.ceil(Buffer.byteLength(TEXT) / 4),
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
        output_tokens: Math.ceil(Buffer.byteLength(textOf(data)) / 4),
        output_tokens_details: { thinking_tokens: 0 },
        server_tool_use: null,
        service_tier: 'standard',
        inference_geo: 'global',
        speed: 'standard',
      } satisfies Anthropic.Usage,
    });
    expect(response.headers.get('request-id')).toMatch(/^req_01[0-9a-f]{22}$/);
  });

  it('differs from call to call and repeats from account to account, so a replay can be told from a second call', async () => {
    const one = openAccount();
    const other = openAccount();
    const first = textOf(await one.claude.messages.create(QUESTION));
    expect(textOf(await one.claude.messages.create(QUESTION))).not.toBe(first);
    expect(textOf(await other.claude.messages.create(QUESTION))).toBe(first);
  });

  it('quotes the beginning of the last user message', async () => {
    const messages: Anthropic.MessageParam[] = [
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'answer' },
      { role: 'user', content: [{ type: 'text', text: `${'😀'.repeat(41)}` }] },
    ];
    const message = await openAccount().claude.messages.create({ ...QUESTION, messages });
    expect(textOf(message)).toBe(`Simulated answer 1: I read 82 characters beginning "${'😀'.repeat(40)}".`);
  });

  it('satisfies the JSON schema of the request', async () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        kind: { enum: ['letter', 'invoice'] },
        version: { const: 2 },
        score: { type: 'number', minimum: 5 },
        lines: { type: 'array', items: { $ref: '#/$defs/line' } },
        due: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
        paid: { type: 'boolean' },
        nothing: { type: 'null' },
      },
      required: ['name', 'kind', 'version', 'score', 'lines', 'due', 'paid', 'nothing'],
      additionalProperties: false,
      $defs: {
        line: {
          type: 'object',
          properties: { count: { type: 'integer' }, parts: { type: 'array', items: { $ref: '#/$defs/line' } } },
          required: ['count', 'parts'],
        },
      },
    };
    const output_config = { format: { type: 'json_schema' as const, schema } };
    const answer: unknown = JSON.parse(
      textOf(await openAccount().claude.messages.create({ ...QUESTION, output_config })),
    );
    expect(new Validator(schema as Schema, '2020-12').validate(answer)).toMatchObject({ valid: true });
    expect(answer).toMatchObject({ name: 'simulated 1', kind: 'letter', version: 2, score: 5, due: '2026-11-23' });
    expect(answer).toMatchObject({ paid: true, nothing: null, lines: [{ count: 1, parts: [{ count: 1 }] }] });
  });

  it('is cut at max_tokens between two characters, and says so', async () => {
    const { claude, control } = openAccount();
    await control.script([{ text: 'ab😀😀😀' }]);
    const message = await claude.messages.create({ ...QUESTION, max_tokens: 2 });
    expect(textOf(message)).toBe('ab😀');
    expect(message).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 2 } });
  });

  it.each(['claude-opus-5-5', 'claude-fable-5-2'])('of %s begins with a signed thinking block', async (model) => {
    const message = await openAccount().claude.messages.create({ ...QUESTION, model });
    expect(message.content.map(({ type }) => type)).toEqual(['thinking', 'text']);
    expect(message.content[0]).toMatchObject({ signature: expect.stringMatching(/^SimulatedClaude.{40}/) as string });
    const thinkingTokens = message.usage.output_tokens_details?.thinking_tokens ?? 0;
    expect(thinkingTokens).toBeGreaterThan(0);
    expect(message.usage.output_tokens).toBe(thinkingTokens + Math.ceil(Buffer.byteLength(textOf(message)) / 4));
  });

  it('names the dated snapshot where the request named an alias', async () => {
    const message = await openAccount().claude.messages.create({ ...QUESTION, model: 'claude-haiku-4-5' });
    expect(message.model).toBe('claude-haiku-4-5-20251001');
  });
});

describe('a conversation', () => {
  it('may send an answer back unchanged, but not with edited thinking', async () => {
    const { claude } = openAccount();
    const model = 'claude-opus-5-5';
    const first = await claude.messages.create({ ...QUESTION, model });
    const goOn = (content: Anthropic.ContentBlock[]) =>
      claude.messages.create({
        ...QUESTION,
        model,
        messages: [...QUESTION.messages, { role: 'assistant', content }, { role: 'user', content: 'And then?' }],
      });
    expect(textOf(await goOn(first.content))).toContain('And then?');
    const edited = first.content.map((block) => ({
      ...block,
      ...(block.type === 'thinking' && { thinking: 'edited' }),
    }));
    await expect(goOn(edited)).rejects.toMatchObject({ status: 400, type: 'invalid_request_error' });
  });
});

describe('counting tokens', () => {
  it('returns the number of tokens that the same request is billed for', async () => {
    const { claude } = openAccount();
    const counted = { model: QUESTION.model, messages: QUESTION.messages, system: 'You are terse.' };
    const { usage } = await claude.messages.create({ ...QUESTION, ...counted });
    expect(await claude.messages.countTokens(counted)).toEqual({ input_tokens: usage.input_tokens });
  });
});

describe('models', () => {
  it('have the shape of the SDK, by alias too', async () => {
    const info: Anthropic.ModelInfo = await openAccount().claude.models.retrieve('claude-haiku-4-5');
    expect(info).toMatchObject({ id: 'claude-haiku-4-5-20251001', type: 'model', lifecycle: 'active', line: 'haiku' });
    expect(info).toMatchObject({ display_name: 'Claude Haiku 4.5', max_input_tokens: 200_000, max_tokens: 64_000 });
  });

  it('are listed page by page', async () => {
    const { claude, control } = openAccount();
    const ids: string[] = [];
    for await (const { id } of claude.models.list({ limit: 5 })) ids.push(id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('claude-sonnet-4-5-20250929');
    expect(await control.requests()).toHaveLength(Math.ceil(ids.length / 5));
  });

  it('that do not exist are not found', async () => {
    await expect(openAccount().claude.models.retrieve('claude-none')).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });
});
