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
  const apiKey = `sk-ant-account-${(accounts += 1)}`;
  const claude = new Anthropic({ apiKey, baseURL: simulator.url, maxRetries });
  return { apiKey, claude, control: new SimulatorClient(simulator.url, apiKey) };
}

describe('the journal', () => {
  it('records requests and outcomes without the API key', async () => {
    const { claude, control, apiKey } = openAccount();
    const { _request_id: requestId, usage } = await claude.messages.create(QUESTION);
    await expect(claude.models.retrieve('claude-none')).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    const journal = await control.requests();
    expect(journal).toMatchObject([
      { n: 1, method: 'POST', path: '/v1/messages', body: QUESTION, status: 200, request_id: requestId, usage },
      {
        n: 2,
        method: 'GET',
        path: '/v1/models/claude-none',
        body: null,
        status: 404,
        outcome: 'answered',
        usage: null,
      },
    ]);
    expect(journal[0]?.headers).toMatchObject({ authorization: '[redacted]', 'anthropic-version': '2026-10-21' });
    expect(JSON.stringify(journal)).not.toContain(apiKey);
    expect(await control.stats()).toMatchObject({ requests: 2, messages: 1 });
  });

  it('stores only digests of bodies if journal_bodies is false', async () => {
    const { claude, control } = openAccount();
    await control.defaults({ journal_bodies: false });
    await claude.messages.create(QUESTION);
    await claude.messages.create({ ...QUESTION, max_tokens: 5 });
    await claude.messages.create(QUESTION);
    const journal = await control.requests();
    expect(journal.map(({ body }) => body)).toEqual([null, null, null]);
    const [one, other, same] = journal.map((entry) => entry.body_sha256);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(other).not.toBe(one);
    expect(same).toBe(one);
  });

  it("uses the account's clock", async () => {
    const { claude, control } = openAccount();
    await claude.messages.create(QUESTION);
    await control.advanceClock(86_400_000);
    await claude.messages.create(QUESTION);
    const [before = 0, after = 0] = (await control.requests()).map(({ at }) => Date.parse(at));
    expect(after - before).toBeGreaterThanOrEqual(86_400_000);
  });
});

describe('an account', () => {
  it('sees neither the script nor the journal of another', async () => {
    const one = openAccount();
    const other = openAccount();
    await one.control.script([{ status: 529 }]);
    await other.claude.messages.create(QUESTION);
    expect(await one.control.requests()).toEqual([]);
    expect(await one.control.stats()).toMatchObject({ messages: 0 });
    await expect(one.claude.messages.create(QUESTION)).rejects.toBeInstanceOf(Anthropic.OverloadedError);
  });

  it('keeps a step for the matching request, while other requests skip it', async () => {
    const { claude, control } = openAccount();
    await control.script([{ if_asked: 'how are you', text: 'well' }, { text: 'for all' }]);
    const texts = [];
    for (const content of ['hello', 'hello', 'say, how are you?', 'how are you?']) {
      const answer = await claude.messages.create({ ...QUESTION, messages: [{ role: 'user', content }] });
      texts.push(answer.content[0]?.type === 'text' && answer.content[0].text);
    }
    expect(texts).toEqual([
      'for all',
      expect.stringContaining('beginning "hello"'),
      'well',
      expect.stringContaining('beginning "how are you?"'),
    ]);
  });

  it('is the same by either header', async () => {
    const { control, apiKey } = openAccount();
    await control.script([{ text: 'mine' }]);
    const claude = new Anthropic({ apiKey: null, baseURL: simulator.url, defaultHeaders: { 'x-api-key': apiKey } });
    expect((await claude.messages.create(QUESTION)).content[0]).toMatchObject({ text: 'mine' });
  });

  it('is empty after a reset, which releases held requests', async () => {
    const { claude, control } = openAccount();
    await control.script([{ hold: 'gate', text: 'old' }, { status: 529 }]);
    const held = claude.messages.create(QUESTION);
    await control.waitForInFlight(1);
    await control.reset();
    expect((await held).content[0]).toMatchObject({ text: 'old' });
    expect((await claude.messages.create(QUESTION)).content[0]).toMatchObject({
      text: expect.stringContaining('Simulated answer 1') as string,
    });
    expect(await control.stats()).toEqual({ requests: 1, messages: 1, in_flight: 0, max_in_flight: 1 });
  });

  it('is needed to control the simulator', async () => {
    const response = await fetch(`${simulator.url}/_simulator/stats`);
    expect(response.status).toBe(401);
  });
});
