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
  const apiKey = `sk-ant-rules-${(accounts += 1)}`;
  const claude = new Anthropic({ apiKey, baseURL: simulator.url, maxRetries });
  return { apiKey, claude, control: new SimulatorClient(simulator.url, apiKey) };
}

/** The response to a body that the SDK's types do not allow. */
async function refusalOf(body: object): Promise<InstanceType<typeof Anthropic.APIError>> {
  const failure: unknown = await openAccount()
    .claude.post('/v1/messages', { body })
    .catch((error: unknown) => error);
  if (!(failure instanceof Anthropic.APIError)) throw new Error(`not refused: ${JSON.stringify(failure)}`);
  return failure as InstanceType<typeof Anthropic.APIError>;
}

describe('a request is refused as the real API does', () => {
  it('without a key', async () => {
    const claude = new Anthropic({ apiKey: null, authToken: null, baseURL: simulator.url, maxRetries: 0 });
    const failure: unknown = await claude.messages
      .create(QUESTION, { headers: { authorization: null } })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(failure).toMatchObject({
      status: 401,
      type: 'authentication_error',
      requestID: expect.stringMatching(/^req_/) as string,
    });
  });

  it('without a version', async () => {
    const { claude } = openAccount();
    await expect(claude.messages.create(QUESTION, { headers: { 'anthropic-version': null } })).rejects.toMatchObject({
      status: 400,
      apiMessage: 'anthropic-version: header is required',
    });
  });

  it('for a model that is not one of Claude', async () => {
    const failure = await refusalOf({ ...QUESTION, model: 'gpt-4' });
    expect(failure).toBeInstanceOf(Anthropic.NotFoundError);
    expect(failure).toMatchObject({ type: 'not_found_error', apiMessage: 'model: gpt-4' });
  });

  const user = { role: 'user', content: 'hello' };
  const assistant = { role: 'assistant', content: 'hello' };
  const marked = { type: 'text', text: 'x', cache_control: { type: 'ephemeral' } };
  const forged = { type: 'thinking', thinking: 'edited', signature: 'SimulatedClaudeAAAA' };
  it.each<[string, object]>([
    ['model', { model: undefined }],
    ['model', { model: 5 }],
    ['max_tokens', { max_tokens: undefined }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_tokens', { max_tokens: 1.5 }],
    ['max_tokens', { max_tokens: 128_001 }],
    ['messages', { messages: undefined }],
    ['messages', { messages: [] }],
    ['messages', { messages: [assistant, user] }],
    ['messages', { messages: [user, user] }],
    ['prefill', { messages: [user, assistant] }],
    ['messages.0', { messages: [{ role: 'user', content: '' }] }],
    ['messages.0', { messages: [{ role: 'user', content: [] }] }],
    ['messages.0', { messages: [{ role: 'user' }] }],
    ['messages.0', { messages: [{ ...user, name: 'Ann' }] }],
    ['messages.0', { messages: [{ role: 'robot', content: 'hello' }] }],
    ['messages.0.content.0', { messages: [{ role: 'user', content: [{ text: 'hello' }] }] }],
    ['signature', { messages: [user, { role: 'assistant', content: [forged] }, user] }],
    ['cache_control', { messages: [{ role: 'user', content: [marked, marked, marked, marked, marked] }] }],
    ['cache_control', { cache_control: { type: 'ephemeral', ttl: '1d' } }],
    ['system', { system: ' ' }],
    ['stream', { stream: 'yes' }],
    ['temperature', { temperature: 1 }],
    ['top_p', { top_p: 1 }],
    ['top_k', { top_k: 1 }],
    ['colour', { colour: 'red' }],
    ['output_config.effort', { output_config: { effort: 'huge' } }],
    ['output_config.format', { output_config: { format: { type: 'xml' } } }],
    ['thinking', { thinking: { type: 'deep' } }],
    ['thinking', { model: 'claude-opus-5-5', thinking: { type: 'disabled' } }],
  ])('for a bad %s: %j', async (named, change) => {
    const failure = await refusalOf({ ...QUESTION, ...change });
    expect(failure).toBeInstanceOf(Anthropic.BadRequestError);
    expect(failure.type).toBe('invalid_request_error');
    expect(failure.apiMessage).toContain(named);
  });

  it('for invalid JSON, an unknown path and a wrong method', async () => {
    const { apiKey } = openAccount();
    const headers = { 'x-api-key': apiKey, 'anthropic-version': '2026-10-21' };
    const ask = async (path: string, init: RequestInit) =>
      (await fetch(`${simulator.url}${path}`, { ...init, headers })).status;
    expect(await ask('/v1/messages', { method: 'POST', body: '{' })).toBe(400);
    expect(await ask('/v1/nothing', {})).toBe(404);
    expect(await ask('/v1/messages', {})).toBe(405);
  });
});
