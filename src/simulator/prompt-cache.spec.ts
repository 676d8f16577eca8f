import Anthropic from '@anthropic-ai/sdk';

import { SimulatedClaude, SimulatorClient } from './index.js';

type Ask = Partial<Anthropic.MessageCreateParamsNonStreaming>;

const MINUTE_MS = 60_000;
/** 2,000 tokens each. */
const LONG = 'abcdefgh'.repeat(1_000);
const OTHER = 'ijklmnop'.repeat(1_000);

let simulator: SimulatedClaude;
let accounts = 0;

beforeAll(async () => {
  simulator = await SimulatedClaude.start();
});
afterAll(() => simulator.close());

function openAccount() {
  const apiKey = `sk-ant-cache-${(accounts += 1)}`;
  const claude = new Anthropic({ apiKey, baseURL: simulator.url, maxRetries: 0 });
  /** @returns uncached tokens, tokens written for 5 minutes and for 1 hour, and read tokens. */
  const charge = async (ask: Ask): Promise<[number, number, number, number]> => {
    const request = { model: 'claude-sonnet-5-5', max_tokens: 100, messages: [user('1234')], ...ask };
    const { usage } = await claude.messages.create(request);
    const { ephemeral_5m_input_tokens: fiveMinutes = 0, ephemeral_1h_input_tokens: oneHour = 0 } =
      usage.cache_creation ?? {};
    expect(usage.cache_creation_input_tokens).toBe(fiveMinutes + oneHour);
    return [usage.input_tokens, fiveMinutes, oneHour, usage.cache_read_input_tokens ?? 0];
  };
  return { claude, charge, control: new SimulatorClient(simulator.url, apiKey) };
}

function user(text: string, mark?: '5m' | '1h'): Anthropic.MessageParam {
  return { role: 'user', content: [marked(text, mark)] };
}

function marked(text: string, ttl?: '5m' | '1h'): Anthropic.TextBlockParam {
  return { type: 'text', text, ...(ttl ? { cache_control: { type: 'ephemeral', ttl } } : {}) };
}

const cache_control = { type: 'ephemeral' as const };

it('a prompt without a breakpoint is neither written nor read', async () => {
  const { charge } = openAccount();
  expect(await charge({ system: LONG })).toEqual([2_001, 0, 0, 0]);
  expect(await charge({ system: LONG })).toEqual([2_001, 0, 0, 0]);
});

it('a prefix with a breakpoint is written once and then read', async () => {
  const { charge } = openAccount();
  expect(await charge({ system: [marked(LONG, '5m')] })).toEqual([1, 2_000, 0, 0]);
  expect(await charge({ system: [marked(LONG, '5m')] })).toEqual([1, 0, 0, 2_000]);
  expect(await charge({ system: [marked(LONG, '5m')], messages: [user('12345678')] })).toEqual([2, 0, 0, 2_000]);
});

it('a growing conversation reads what it wrote before and writes only what is new', async () => {
  const { claude, charge } = openAccount();
  const messages = [user(LONG)];
  expect(await charge({ cache_control, messages })).toEqual([0, 2_000, 0, 0]);
  messages.push({ role: 'assistant', content: 'wxyz' }, user(OTHER));
  expect(await charge({ cache_control, messages })).toEqual([0, 2_001, 0, 2_000]);
  messages.push({ role: 'assistant', content: 'wxyz' }, user('1234'));
  expect(await charge({ cache_control, messages })).toEqual([0, 2, 0, 4_001]);
  const { input_tokens: counted } = await claude.messages.countTokens({ model: 'claude-sonnet-5-5', messages });
  expect(counted).toBe(4_003);
});

it('a changed prefix is written again', async () => {
  const { charge } = openAccount();
  await charge({ cache_control, system: LONG });
  expect(await charge({ cache_control, system: OTHER })).toEqual([0, 2_001, 0, 0]);
});

it('a prefix expires five minutes after its last use', async () => {
  const { charge, control } = openAccount();
  await charge({ cache_control, system: LONG });
  await control.advanceClock(4 * MINUTE_MS);
  expect(await charge({ cache_control, system: LONG })).toEqual([0, 0, 0, 2_001]);
  await control.advanceClock(4 * MINUTE_MS);
  expect(await charge({ cache_control, system: LONG })).toEqual([0, 0, 0, 2_001]);
  await control.advanceClock(5 * MINUTE_MS);
  expect(await charge({ cache_control, system: LONG })).toEqual([0, 2_001, 0, 0]);
});

it('a prefix with a ttl of one hour lasts one hour, and the usage is split by ttl', async () => {
  const { charge, control } = openAccount();
  const ask: Ask = { system: [marked(LONG, '1h')], messages: [user(OTHER, '5m')] };
  expect(await charge(ask)).toEqual([0, 2_000, 2_000, 0]);
  await control.advanceClock(59 * MINUTE_MS);
  expect(await charge(ask)).toEqual([0, 2_000, 0, 2_000]);
  await control.advanceClock(60 * MINUTE_MS);
  expect(await charge(ask)).toEqual([0, 2_000, 2_000, 0]);
});

it('the cache is separate for each model and each account', async () => {
  const one = openAccount();
  const other = openAccount();
  const ask: Ask = { cache_control, system: LONG };
  await one.charge(ask);
  expect(await one.charge({ ...ask, model: 'claude-opus-4-8' })).toEqual([0, 2_001, 0, 0]);
  expect(await other.charge(ask)).toEqual([0, 2_001, 0, 0]);
  expect(await one.charge(ask)).toEqual([0, 0, 0, 2_001]);
});

it('a string and one text block are the same prompt, and so is one with a moved breakpoint', async () => {
  const { charge } = openAccount();
  await charge({ system: [marked(LONG, '5m')], messages: [user('1234')] });
  expect(
    await charge({ system: [marked(LONG)], messages: [{ role: 'user', content: '1234' }], cache_control }),
  ).toEqual([0, 1, 0, 2_000]);
});

it('a request without an answer writes nothing', async () => {
  const { charge, control } = openAccount();
  await control.script([{ status: 529 }]);
  await expect(charge({ cache_control, system: LONG })).rejects.toBeInstanceOf(Anthropic.OverloadedError);
  expect(await charge({ cache_control, system: LONG })).toEqual([0, 2_001, 0, 0]);
});
