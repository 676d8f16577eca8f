import { Prompt } from './prompt.js';
import { PromptCache } from './prompt-cache.js';
import { type Block, type MessagesRequest } from './wire.js';

const MINUTE_MS = 60_000;
const cache_control = { type: 'ephemeral' as const };

/** A text block of 100 tokens that differs by `n`. */
function block(n: number, ttl?: '5m' | '1h'): Block {
  return { type: 'text', text: String(n).padEnd(400, '.'), ...(ttl && { cache_control: { ...cache_control, ttl } }) };
}

/** Blocks 1 to `last`; those in `marked` have a breakpoint. */
function blocks(last: number, marked: readonly number[] = []): Block[] {
  return Array.from({ length: last }, (_, i) => block(i + 1, marked.includes(i + 1) ? '5m' : undefined));
}

function open() {
  const cache = new PromptCache();
  let nowMs = 0;
  /** @returns uncached, written and read tokens. */
  const charge = (content: Block[], ask: Partial<MessagesRequest> = {}): [number, number, number] => {
    const usage = cache.charge(promptOf(content, ask), nowMs);
    return [usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens];
  };
  return { charge, advance: (ms: number) => (nowMs += ms) };
}

function promptOf(content: Block[], ask: Partial<MessagesRequest> = {}): Prompt {
  return Prompt.of({ model: 'claude-sonnet-5-5', max_tokens: 1, messages: [{ role: 'user', content }], ...ask });
}

describe('a breakpoint finds what was written', () => {
  it('up to 20 blocks back, including its own', () => {
    for (const [last, read] of [
      [29, 1_000],
      [30, 0],
    ] as const) {
      const { charge } = open();
      expect(charge(blocks(10), { cache_control })).toEqual([0, 1_000, 0]);
      expect(charge(blocks(last), { cache_control })).toEqual([0, last * 100 - read, read]);
    }
  });

  it('as in the example of the documentation: a second breakpoint is a second look-up', () => {
    const one = open();
    const two = open();
    for (const { charge } of [one, two]) {
      expect(charge(blocks(10, [10]))).toEqual([0, 1_000, 0]);
      expect(charge(blocks(15, [15]))).toEqual([0, 500, 1_000]);
    }
    expect(one.charge(blocks(35, [35]))).toEqual([0, 3_500, 0]);
    expect(two.charge(blocks(35, [15, 35]))).toEqual([0, 2_000, 1_500]);
  });

  it('only at an earlier breakpoint, not merely an unchanged prefix', () => {
    const { charge } = open();
    expect(charge([...blocks(9), block(50)], { cache_control })).toEqual([0, 1_000, 0]);
    expect(charge([...blocks(9), block(51)], { cache_control })).toEqual([0, 1_000, 0]);
  });

  it('and renews it for five minutes, although it writes a longer one', () => {
    const { charge, advance } = open();
    charge(blocks(10), { cache_control });
    advance(4 * MINUTE_MS);
    expect(charge([...blocks(10), block(50)], { cache_control })).toEqual([0, 100, 1_000]);
    advance(4 * MINUTE_MS);
    expect(charge([...blocks(10), block(51)], { cache_control })).toEqual([0, 100, 1_000]);
  });
});

it.each([
  ['claude-sonnet-5-5', 512],
  ['claude-sonnet-4-6', 1_024],
  ['claude-opus-4-7', 2_048],
  ['claude-haiku-4-5', 4_096],
  ['claude-haiku-4-5-20251001', 4_096],
  ['claude-unheard-of', 1_024],
])('a prefix for %s is cached from %i tokens on', (model, least) => {
  const { charge } = open();
  const text = (tokens: number): Block[] => [{ type: 'text', text: 'abcd'.repeat(tokens) }];
  for (let again = 0; again < 2; again += 1) {
    expect(charge(text(least - 1), { model, cache_control })).toEqual([least - 1, 0, 0]);
  }
  expect(charge(text(least), { model, cache_control })).toEqual([0, least, 0]);
  expect(charge(text(least), { model, cache_control })).toEqual([0, 0, least]);
});

describe('a system text', () => {
  const system = [...blocks(9), block(10, '5m')];

  it('with its own breakpoint is read by other conversations', () => {
    const { charge } = open();
    expect(charge([block(50)], { system, cache_control })).toEqual([0, 1_100, 0]);
    expect(charge([block(51)], { system, cache_control })).toEqual([0, 100, 1_000]);
  });

  it('that changes invalidates the messages', () => {
    const { charge } = open();
    const messages = blocks(10, [10]);
    charge(messages, { system });
    expect(charge(messages, { system: [block(11), ...system] })).toEqual([0, 2_100, 0]);
  });

  it.each([
    ['an effort', { output_config: { effort: 'low' } }, 1_000],
    ['a way of thinking', { thinking: { type: 'enabled', budget_tokens: 1_024 } }, 1_000],
    ['a speed', { speed: 'fast' as const }, 0],
    ['the effort that holds anyway', { output_config: { effort: 'high' } }, 2_000],
  ])('and the messages after it are read as far as %s allows', (_, change, read) => {
    const { charge } = open();
    const messages = blocks(10);
    charge(messages, { system, cache_control });
    expect(charge(messages, { system, cache_control, ...change })).toEqual([0, 2_000 - read, read]);
  });
});

describe('a cache_control of the request', () => {
  it('is one of four, unless the last block has the same', () => {
    expect(promptOf(blocks(5, [1, 2, 3, 5]), { cache_control }).breakpoints).toHaveLength(4);
    expect(() => promptOf(blocks(5, [1, 2, 3, 4]), { cache_control })).toThrow('A maximum of 4 blocks');
  });

  it('is rejected if the last block has a different one', () => {
    expect(() => promptOf([block(1, '1h')], { cache_control })).toThrow('another ttl');
  });

  it('skips thinking, which cannot have one', () => {
    const content = [...blocks(2), { type: 'thinking', thinking: 'hm', signature: 's' }];
    expect(promptOf(content, { cache_control }).breakpoints).toEqual([{ index: 1, ttl: '5m' }]);
  });
});

it('a ttl of one hour after one of five minutes is rejected', () => {
  expect(() => promptOf([block(1, '5m'), block(2, '1h')])).toThrow("must not come after a ttl='5m'");
  expect(promptOf([block(1, '1h'), block(2, '5m')]).breakpoints).toHaveLength(2);
});
