import { Logger } from '@nestjs/common';
import { Clock, Logs } from '../../common/index.js';
import { ClaudeOverloadedError } from '../claude.errors.js';
import { CLAUDE_PRICES } from '../pricing/claude-prices.js';
import { FakeClaudeClient } from '../testing/fake-claude-client.js';
import { CONTEXT_WINDOWS } from './context-windows.js';
import { ModelCatalogue } from './model-catalogue.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MODEL = 'claude-opus-5';
const DOWN = new ClaudeOverloadedError('full');

class StoppedClock extends Clock {
  private timeMs = Date.parse('2026-11-23T12:00:00Z');

  now(): Date {
    return new Date(this.timeMs);
  }

  advance(ms: number): void {
    this.timeMs += ms;
  }
}

beforeEach(() => jest.spyOn(Logger.prototype, 'warn').mockReturnValue());
afterEach(() => jest.restoreAllMocks());

function open(limits: FakeClaudeClient['limits'] = { maxInputTokens: 300_000, maxOutputTokens: null }) {
  const fake = new FakeClaudeClient();
  const clock = new StoppedClock();
  fake.limits = limits;
  return { fake, clock, models: new ModelCatalogue(fake, clock, new Logs({})) };
}

describe('the window of a model', () => {
  it('is the number that Claude reports, looked up once', async () => {
    const { fake, models } = open();
    expect([await models.windowOf(MODEL), await models.windowOf(MODEL)]).toEqual([300_000, 300_000]);
    expect(fake.limitsAsked).toEqual([MODEL]);
  });

  it('is looked up separately for each model', async () => {
    const { fake, models } = open();
    await models.windowOf(MODEL);
    await models.windowOf('claude-haiku-5-5');
    expect(fake.limitsAsked).toEqual([MODEL, 'claude-haiku-5-5']);
  });

  it('is looked up once for concurrent callers', async () => {
    const { fake, models } = open();
    const release = fake.hold();
    const answers = [models.windowOf(MODEL), models.windowOf(MODEL), models.windowOf(MODEL)];
    release();
    expect(await Promise.all(answers)).toEqual([300_000, 300_000, 300_000]);
    expect(fake.limitsAsked).toHaveLength(1);
  });

  it('is cached for a day', async () => {
    const { fake, clock, models } = open();
    await models.windowOf(MODEL);
    fake.limits = { maxInputTokens: 400_000, maxOutputTokens: null };
    clock.advance(DAY_MS - 1);
    expect(await models.windowOf(MODEL)).toBe(300_000);
    clock.advance(1);
    expect(await models.windowOf(MODEL)).toBe(400_000);
    expect(fake.limitsAsked).toHaveLength(2);
  });

  it.each([
    ['cannot be asked', DOWN],
    ['does not say', { maxInputTokens: null, maxOutputTokens: null }],
  ])('comes from the table when Claude %s, for a dated snapshot as for its alias', async (_, limits) => {
    const { models } = open(limits);
    expect(await models.windowOf('claude-haiku-4-5')).toBe(200_000);
    expect(await models.windowOf('claude-haiku-4-5-20251001')).toBe(200_000);
    expect(await models.windowOf(MODEL)).toBe(1_000_000);
  });

  it('is looked up again five minutes after a failure', async () => {
    const { fake, clock, models } = open(DOWN);
    await models.windowOf(MODEL);
    fake.limits = { maxInputTokens: 300_000, maxOutputTokens: null };
    clock.advance(5 * MINUTE_MS - 1);
    expect([await models.windowOf(MODEL), fake.limitsAsked.length]).toEqual([1_000_000, 1]);
    clock.advance(1);
    expect([await models.windowOf(MODEL), fake.limitsAsked.length]).toEqual([300_000, 2]);
  });

  it.each(['claude-unheard-of', 'claude-haiku-4-5-2025', 'claude-haiku', ''])(
    'is null for %j, an unknown model',
    async (model) => {
      expect(await open(DOWN).models.windowOf(model)).toBeNull();
    },
  );

  it('is no longer awaited by a caller that aborts, but still reaches the other callers', async () => {
    const { fake, models } = open();
    const release = fake.hold();
    const leaving = new AbortController();
    const reason = new Error('the user left');
    const mine = models.windowOf(MODEL, leaving.signal);
    const theirs = models.windowOf(MODEL);
    leaving.abort(reason);
    await expect(mine).rejects.toBe(reason);
    await expect(models.windowOf(MODEL, leaving.signal)).rejects.toBe(reason);
    release();
    expect(await theirs).toBe(300_000);
  });

  it('is evicted for the least recent model when callers make up names', async () => {
    const { fake, models } = open();
    for (let n = 0; n <= 1_000; n += 1) await models.windowOf(`claude-${n}`);
    await models.windowOf('claude-1000');
    expect(fake.limitsAsked).toHaveLength(1_001);
    await models.windowOf('claude-0');
    expect(fake.limitsAsked).toHaveLength(1_002);
  });
});

it('every model with a price has a window, and every window a source', () => {
  const models = CONTEXT_WINDOWS.map(({ model }) => model);
  expect(new Set(models).size).toBe(models.length);
  expect(models).toEqual(expect.arrayContaining(CLAUDE_PRICES.map(({ model }) => model)));
  for (const { tokens, source } of CONTEXT_WINDOWS) expect([tokens > 0, source]).toEqual([true, expect.any(String)]);
});
