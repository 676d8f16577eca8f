import { ClaudeFailedError, ClaudeOverloadedError, ClaudeRejectedError } from '../claude/index.js';
import { retryDelayMs } from './retry-policy.js';

const transient = (retryAfterMs?: number) => new ClaudeOverloadedError('full', { isTransient: true, retryAfterMs });

describe('the wait before another attempt', () => {
  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [5, 8_000],
    [9, 8_000],
  ])('after attempt %i is up to %i ms and at least three quarters of it', (attempt, longest) => {
    const delays = Array.from({ length: 200 }, () => retryDelayMs(transient(), attempt, 10) ?? NaN);
    expect(Math.max(...delays)).toBeLessThanOrEqual(longest);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(longest * 0.75);
    expect(new Set(delays).size).toBeGreaterThan(100);
  });

  it.each([1, 250, 60_000])('is what Claude asked for: %i ms', (asked) => {
    expect(retryDelayMs(transient(asked), 3, 10)).toBe(asked);
  });

  it('is none when Claude asked for more than a request can wait', () => {
    expect(retryDelayMs(transient(60_001), 1, 10)).toBeNull();
  });

  it('is none after the last attempt', () => {
    expect(retryDelayMs(transient(), 2, 2)).not.toBeNull();
    expect(retryDelayMs(transient(), 3, 2)).toBeNull();
    expect(retryDelayMs(transient(), 1, 0)).toBeNull();
  });

  it.each([new ClaudeFailedError('no'), new ClaudeRejectedError('bad'), new Error('ours'), 'text', undefined])(
    'is none for what cannot get better: %p',
    (error) => expect(retryDelayMs(error, 1, 10)).toBeNull(),
  );
});
