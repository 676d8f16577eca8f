import type { Message } from '../entities/message.entity.js';
import { answered, pathOf, summaryUpTo, textBlock, THOUGHT } from '../testing/messages.js';
import { Measure } from './measure.js';
import type { Thread } from './thread.js';

/** 100 bytes each: what is said counts, and not the JSON around it. */
const QUESTION = 'q'.repeat(100);
const ANSWER = 'a'.repeat(100);

/** Turns of 200 bytes each, of which the last one was counted so. */
function turns(count: number, last: Partial<Message>): Message[] {
  const texts = Array.from({ length: count }, () => [QUESTION, ANSWER]).flat();
  return pathOf(...texts.slice(0, -1), answered(ANSWER, last));
}

function threadOf(path: readonly Message[], change: Partial<Thread> = {}): Thread {
  return { path, start: 0, summary: null, system: null, ...change };
}

function measureOf(thread: Thread, summaries: readonly Message[] = []): Measure {
  return Measure.of(thread, thread.path.at(-1)?.tokensUsed ?? 0, summaries);
}

const estimate = (thread: Thread, prompt = '') => measureOf(thread).estimate(prompt);

describe('an estimate', () => {
  it('is what Claude counted, however many characters that was', () => {
    expect(estimate(threadOf(turns(5, { tokensUsed: 250 })))).toBe(250);
    expect(estimate(threadOf(turns(5, { tokensUsed: 9_000 })))).toBe(9_000);
  });

  it('adds the new message in proportion to its bytes', () => {
    const thread = threadOf(turns(5, { tokensUsed: 250 }));
    expect(estimate(thread, QUESTION)).toBe(250 + 25);
    expect(estimate(thread, 'ü'.repeat(100))).toBe(250 + 50);
  });

  it('takes no new token for shorter than a byte', () => {
    expect(estimate(threadOf(turns(5, { tokensUsed: 100_000 })), QUESTION)).toBe(100_100);
  });

  it('is in proportion for less of the path', () => {
    const thread = threadOf(turns(5, { tokensUsed: 1_000 }), { start: 4 });
    expect(estimate(thread)).toBe(600);
    expect([...measureOf(thread).estimateCuts([4, 6, 8, 10], '')]).toEqual(
      [10, 8, 6, 4].map((n) => [n, 1_000 - n * 100]),
    );
  });

  it('is in proportion to what Claude had read, for an answer that was made without the beginning', () => {
    const trimmed = turns(5, { tokensUsed: 600, contextFromId: 'm4' });
    expect(estimate(threadOf(trimmed, { start: 4 }))).toBe(600);
    expect(estimate(threadOf(trimmed))).toBe(1_000);
  });

  it('counts the summary among what Claude had read, and not where it is not sent', () => {
    const summary = summaryUpTo(3, 's'.repeat(100));
    const path = turns(5, { tokensUsed: 700, contextFromId: 'm4', summaryId: summary.id });
    const thread = threadOf(path, { start: 4, summary });
    const measure = measureOf(thread, [summary]);
    expect(measure.estimate('')).toBe(700);
    const [without = 0] = measure.estimateCuts([4], '').values();
    expect(without).toBeLessThan(700 * (6 / 7) + 1);
    expect(without).toBeGreaterThan(300);
  });

  it('counts the system text among what Claude reads, whatever is cut', () => {
    const thread = threadOf(turns(5, { tokensUsed: 2_000 }), { system: 's'.repeat(1_000) });
    const measure = measureOf(thread);
    expect(measure.estimate('')).toBe(2_000);
    expect([...measure.estimateCuts([10], '').values()]).toEqual([1_000]);
  });

  it('of a cut leaves out thinking, which is not sent any more', () => {
    const [thinking, plain] = [[THOUGHT, textBlock('yes')], [textBlock('yes')]].map((blocks) =>
      threadOf(pathOf('q0', 'a0', 'q1', answered(blocks, { tokensUsed: 1_000 }))),
    );
    const cut = (thread: Thread | undefined) =>
      measureOf(thread ?? threadOf([]))
        .estimateCuts([2], '')
        .get(2) ?? 0;
    expect(cut(thinking)).toBeLessThan(cut(plain));
  });
});
