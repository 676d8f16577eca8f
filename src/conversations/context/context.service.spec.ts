import type { ModelCatalogue } from '../../claude/index.js';
import { ContextWindowExceededError } from '../conversations.errors.js';
import type { ContextPolicy } from '../entities/conversation.entity.js';
import type { Message } from '../entities/message.entity.js';
import { answered, pathOf, summaryUpTo } from '../testing/messages.js';
import { type ContextRequest, ContextService } from './context.service.js';

const MODEL = 'claude-haiku-4-5';
const MAX_TOKENS = 4_000;
const QUESTION = 'q'.repeat(1_000);
const ANSWER = 'a'.repeat(1_000);

/** So many turns of 2,000 bytes, of which the last answer was counted so. */
function turns(count: number, tokensUsed: number, last: Partial<Message> = {}): Message[] {
  const texts = Array.from({ length: count }, () => [QUESTION, ANSWER]).flat();
  return pathOf(...texts.slice(0, -1), answered(ANSWER, { tokensUsed, ...last }));
}

/** Plans a request with a window of 200,000 tokens unless it is said otherwise. */
function plan(
  path: Message[],
  policy: ContextPolicy,
  change: Partial<ContextRequest> = {},
  window: number | null = 200_000,
) {
  const models = { windowOf: jest.fn().mockResolvedValue(window) };
  const shape = { model: MODEL, maxTokens: MAX_TOKENS, effort: null, system: null };
  const request = { path, prompt: 'q', shape, policy, summaries: [], ...change };
  const planned = new ContextService(models as unknown as ModelCatalogue).plan(request);
  return { asked: models.windowOf, planned };
}

/** Where the plan begins, which summary it has, and up to where it has one made. */
async function shapeOf({ planned }: ReturnType<typeof plan>) {
  const { thread, summariseTo } = await planned;
  return { start: thread.start, summary: thread.summary?.id ?? null, summariseTo };
}

const whole = { start: 0, summary: null, summariseTo: null };

describe.each<ContextPolicy>(['full', 'trim', 'summarise'])('with the policy %s', (policy) => {
  it.each<[string, Message[], number | null]>([
    ['of a conversation that begins', [], 200_000],
    ['that Claude has not counted yet', turns(10, 0), 200_000],
    ['that fits', turns(10, 195_999), 200_000],
    ['for a model that nobody knows', turns(10, 5_000_000), null],
  ])('a thread %s is sent whole', async (_name, path, window) => {
    expect(await shapeOf(plan(path, policy, {}, window))).toEqual(whole);
  });

  it('of a first message nothing is known: nobody is asked for the window, and Claude judges', async () => {
    const [first, second] = [plan([], policy, { prompt: 'q'.repeat(200_000) }), plan(turns(1, 500), policy)];
    expect(await shapeOf(first)).toEqual(whole);
    await second.planned;
    expect(first.asked).not.toHaveBeenCalled();
    expect(second.asked.mock.calls).toEqual([[MODEL, undefined]]);
  });

  it('a message that does not fit by itself is refused', async () => {
    const prompt = 'q'.repeat(196_001);
    const { planned } = plan(turns(1, 2_000), policy, { prompt });
    await expect(planned).rejects.toThrow(ContextWindowExceededError);
  });
});

describe('full', () => {
  it('refuses what does not fit by a token, and says by how much', async () => {
    const error: unknown = await plan(turns(10, 196_000), 'full').planned.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'context_window_exceeded', kind: 'unprocessable' });
    expect(String(error)).toContain('would take about 200001 tokens; claude-haiku-4-5 reads 200000');
  });

  it('sends what an answer was made without, as soon as it fits', async () => {
    const path = turns(10, 60_000, { contextFromId: 'm8', summaryId: 's7' });
    expect(await shapeOf(plan(path, 'full', { summaries: [summaryUpTo(7, 'the gist')] }))).toEqual(whole);
  });
});

describe('trim', () => {
  it('leaves the oldest turns out until half of the room is left', async () => {
    // 100,000 tokens of room and ten turns of 10,000: four of them and the message take less than a half, five more.
    const path = turns(10, 100_000);
    expect(await shapeOf(plan(path, 'trim', {}, 104_000))).toEqual({ ...whole, start: 12 });
  });

  it('begins where the answer before began, and cuts further when that no longer fits', async () => {
    const path = turns(10, 60_000, { contextFromId: 'm8' });
    expect(await shapeOf(plan(path, 'trim', {}, 104_000))).toEqual({ ...whole, start: 8 });
    const full = turns(10, 120_000, { contextFromId: 'm8' });
    expect(await shapeOf(plan(full, 'trim', {}, 104_000))).toEqual({ ...whole, start: 16 });
  });

  it('sends a branch from before the cut whole', async () => {
    expect(await shapeOf(plan(turns(10, 99_999).slice(0, 6), 'trim'))).toEqual(whole);
  });

  it('keeps a last turn that is more than half of the room: the message is likely to be about it', async () => {
    const path = pathOf(QUESTION, ANSWER, 'q'.repeat(6_000), answered(ANSWER, { tokensUsed: 100_000 }));
    expect(await shapeOf(plan(path, 'trim', {}, 104_000))).toEqual({ ...whole, start: 2 });
  });

  it('keeps the turns there is room for beside a message that is more than half of it', async () => {
    const change = { prompt: 'q'.repeat(60_000) };
    // The message takes 60,000 of 100,000 tokens; of ten turns of 9,000 each four fit beside it.
    expect(await shapeOf(plan(turns(10, 90_000), 'trim', change, 104_000))).toEqual({ ...whole, start: 12 });
  });

  it('sends only the message where not even the last turn fits beside it', async () => {
    const path = turns(1, 103_000);
    expect(await shapeOf(plan(path, 'trim', {}, 104_000))).toEqual({ ...whole, start: 2 });
  });

  it('sends no summary that an answer before was sent', async () => {
    const summaries = [summaryUpTo(7, 'the gist')];
    const path = turns(10, 60_000, { contextFromId: 'm8', summaryId: 's7' });
    expect(await shapeOf(plan(path, 'trim', { summaries }, 104_000))).toEqual({ ...whole, start: 8 });
  });
});

describe('summarise', () => {
  it('has the oldest turns summarised until a quarter of the room is left', async () => {
    expect(await shapeOf(plan(turns(20, 200_000), 'summarise'))).toEqual({ ...whole, summariseTo: 32 });
  });

  it('begins with the longest summary of its own path', async () => {
    const summaries = [summaryUpTo(13, 'elsewhere', { parentId: 'other' }), summaryUpTo(9, 'b'), summaryUpTo(5, 'a')];
    const path = turns(10, 50_000);
    expect(await shapeOf(plan(path, 'summarise', { summaries }))).toEqual({ ...whole, start: 10, summary: 's9' });
    expect(await shapeOf(plan(path.slice(0, 8), 'summarise', { summaries }))).toMatchObject({
      start: 6,
      summary: 's5',
    });
    expect(await shapeOf(plan(path.slice(0, 4), 'summarise', { summaries }))).toEqual(whole);
  });

  it('has a summary made of the one before and of what came after it', async () => {
    const summaries = [summaryUpTo(9, 'the gist')];
    const path = turns(20, 200_000, { contextFromId: 'm10', summaryId: 's9' });
    const { start, summary, summariseTo } = await shapeOf(plan(path, 'summarise', { summaries }));
    expect({ start, summary }).toEqual({ start: 10, summary: 's9' });
    expect(summariseTo).toBeGreaterThan(30);
  });

  it('has no more summarised than one request can hold, for a thread that was trimmed before', async () => {
    // 20 of 100 turns were sent for 180,000 tokens: all of them would take 900,000.
    const path = turns(100, 180_000, { contextFromId: 'm160' });
    const { thread, summariseTo } = await plan(path, 'summarise').planned;
    const summarised = ((summariseTo ?? 0) - thread.start) / 2;
    expect(summarised * 9_000).toBeLessThan(196_000);
    expect(summarised).toBeGreaterThan(10);
  });

  it.each<[string, Message[], number]>([
    ['a single turn that fills the window', turns(1, 199_000), MAX_TOKENS],
    ['turns that fitted with a smaller max_tokens', turns(10, 190_000), 64_000],
  ])('leaves nothing of %s out of the summary', async (_name, path, maxTokens) => {
    const shape = { model: MODEL, maxTokens, effort: null, system: null };
    const { start, summariseTo } = await shapeOf(plan(path, 'summarise', { shape }));
    expect(start).toBe(0);
    expect(summariseTo).toBeGreaterThan(0);
  });

  it('leaves room for the summary itself', async () => {
    const prompt = 'q'.repeat(97_000);
    const { planned } = plan(turns(10, 90_000), 'summarise', { prompt }, 104_000);
    await expect(planned).rejects.toThrow(ContextWindowExceededError);
  });
});
