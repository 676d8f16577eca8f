import { PriceList, type TokenUsage } from '../../src/claude/index.js';
import { formatUsd } from '../../src/common/index.js';
import { rows } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';
import { type MessageJson, sentTo, Talk } from '../support/talk.js';

const TURNS = 50;
const BYTES_A_TOKEN = 4;
const MARK = { type: 'ephemeral', ttl: '1h' };

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.stop());

/** @returns a text of `count` tokens, as the simulated Claude counts them, that begins with `beginning` */
function tokens(count: number, beginning: string): string {
  return `${beginning} ${'all work and no play makes Jack a dull boy. '.repeat(count)}`.slice(0, count * BYTES_A_TOKEN);
}

const system = (name: string) => tokens(1_500, `You are ${name}.`);

/** A thread of a chat product: questions of 50 to 150 tokens, answers of 300 to 600. */
async function chat(talk: Talk, turns: number): Promise<void> {
  for (let n = 0; n < turns; n += 1) {
    await service.claude.script([{ text: tokens(300 + ((n * 7) % 31) * 10, `Answer ${n}:`) }]);
    await talk.say(tokens(50 + ((n * 3) % 11) * 10, `Question ${n}:`));
  }
}

interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
}

const usageOf = (message: MessageJson | undefined) => message?.['usage'] as Usage;

/** @returns the usage that Claude would have reported without cache breakpoints */
function withoutCache({
  input_tokens,
  cache_creation_input_tokens,
  cache_read_input_tokens,
  output_tokens,
}: Usage): TokenUsage {
  return {
    inputTokens: input_tokens + cache_creation_input_tokens + cache_read_input_tokens,
    outputTokens: output_tokens,
    cacheCreationInputTokens: 0,
    cacheReadInputTokens: 0,
    cacheCreation1hInputTokens: 0,
    serviceTier: 'standard',
    inferenceGeo: null,
    speed: null,
  };
}

/** @returns the tokens and cost of a thread, and its cost without cache breakpoints */
async function bill(talk: Talk) {
  const prices = new PriceList();
  const answers = (await talk.messages()).filter(({ role }) => role === 'assistant');
  const usages = answers.map(usageOf);
  const sum = (of: (usage: Usage) => number) => usages.reduce((total, usage) => total + of(usage), 0);
  const reads = sum((usage) => usage.cache_read_input_tokens);
  const input = sum((usage) => withoutCache(usage).inputTokens);
  const costs = await rows(service.database, `SELECT cost_pico_usd FROM messages WHERE conversation_id = '${talk.id}'`);
  const paid = costs.reduce((total, { cost_pico_usd }) => total + BigInt(cost_pico_usd ?? 0), 0n);
  const without = usages.reduce((total, usage) => {
    const cost = prices.costPicoUsd('claude-sonnet-5-5', withoutCache(usage), service.clock.now());
    return total + (cost ?? 0n);
  }, 0n);
  const saved = 1 - Number(paid) / Number(without);
  return { input, output: sum((usage) => usage.output_tokens), reads, share: reads / input, paid, without, saved };
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

it(`a thread of ${TURNS} turns reads more than 90 % of its input from the cache, and saves more than half of its cost`, async () => {
  const talk = await Talk.begin(service, { system: system('a travel agent') });
  await chat(talk, TURNS);
  const { input, output, reads, share, paid, without, saved } = await bill(talk);
  process.stdout.write(
    `\n${TURNS} turns on claude-sonnet-5-5: ${input} tokens in, ${output} out; ${percent(share)} of the input (${reads}) read from ` +
      `the prompt cache; $${formatUsd(paid)} instead of $${formatUsd(without)} without the cache, ${percent(saved)} saved\n`,
  );
  expect(share).toBeGreaterThan(0.9);
  expect(saved).toBeGreaterThan(0.5);
});

it('every request of a thread has cache breakpoints at its system text and at its end', async () => {
  await service.claude.reset();
  const talk = await Talk.begin(service, { system: 'Be patient.' });
  const plain = await Talk.begin(service);
  await chat(talk, 2);
  await chat(plain, 1);
  const sent = (await sentTo(service)) as unknown as Record<string, unknown>[];
  expect(sent.map((request) => request['cache_control'])).toEqual([MARK, MARK, MARK]);
  const block = [{ type: 'text', text: 'Be patient.', cache_control: MARK }];
  expect(sent.map((request) => request['system'])).toEqual([block, block, undefined]);
});

it('an answer reports the tokens read from the cache: everything that the previous request sent', async () => {
  const talk = await Talk.begin(service, { system: system('a nurse') });
  await chat(talk, 3);
  const [, first, , second, , third] = (await talk.messages()).map(usageOf);
  const sentFor = (usage: Usage | undefined) => (usage ? withoutCache(usage).inputTokens : 0);
  expect(first).toMatchObject({ input_tokens: 0, cache_read_input_tokens: 0 });
  expect(first?.cache_creation_input_tokens).toBeGreaterThan(1_500);
  expect(second?.cache_read_input_tokens).toBe(sentFor(first));
  expect(third?.cache_read_input_tokens).toBe(sentFor(second));
});

it('a thread is read from the cache after a pause of fifty minutes', async () => {
  const talk = await Talk.begin(service, { system: system('a gardener') });
  await chat(talk, 2);
  await service.claude.advanceClock(50 * 60_000);
  await chat(talk, 1);
  const [, , , second, , third] = (await talk.messages()).map(usageOf);
  expect(third?.cache_read_input_tokens).toBe(second && withoutCache(second).inputTokens);
});

it('conversations with the same system text share its cache entry, also between users', async () => {
  const [alices, bobs] = [
    await Talk.begin(service, { system: system('a cook') }),
    await Talk.begin(service, { system: system('a cook'), user_id: 'bob' }),
  ];
  await chat(alices, 1);
  const { assistant_message } = await bobs.say('Something else');
  expect(usageOf(assistant_message)).toMatchObject({ cache_read_input_tokens: 1_500 });
});

it('a branch, a regenerated answer and a fork read what they share with the thread from the cache', async () => {
  const talk = await Talk.begin(service, { system: system('a judge') });
  await chat(talk, 4);
  const path = await talk.messages();
  const sentFor = (answer: MessageJson | undefined) => withoutCache(usageOf(answer)).inputTokens;
  const branch = await talk.say('And if not?', { parent_id: path[3]?.id });
  expect(usageOf(branch.assistant_message).cache_read_input_tokens).toBe(sentFor(path[3]));
  const { body } = await talk.regenerate(path[5]?.id ?? '').expect(201);
  expect(usageOf(body.assistant_message)).toMatchObject({
    input_tokens: 0,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: sentFor(path[5]),
  });
  const fork = await talk.fork(path[7]?.id ?? '');
  const { assistant_message } = await fork.say('And here?');
  expect(usageOf(assistant_message).cache_read_input_tokens).toBe(sentFor(path[7]));
});
