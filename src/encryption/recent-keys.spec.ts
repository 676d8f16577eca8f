import { Clock } from '../common/index.js';
import type { ContentKey } from './content-key.js';
import { RecentKeys } from './recent-keys.js';

const KEY = {} as ContentKey;

class MovableClock extends Clock {
  private ms = Date.parse('2026-11-23T12:00:00.000Z');

  now(): Date {
    return new Date(this.ms);
  }

  advance(ms: number): void {
    this.ms += ms;
  }
}

describe('cached keys', () => {
  it('expire after a minute', () => {
    const clock = new MovableClock();
    const keys = new RecentKeys(clock);
    keys.set('one', KEY);
    clock.advance(59_999);
    expect(keys.get('one')).toBe(KEY);
    clock.advance(1);
    expect(keys.get('one')).toBeUndefined();
  });

  it('expire when the clock was set back, because their age is unknown then', () => {
    const clock = new MovableClock();
    const keys = new RecentKeys(clock);
    keys.set('one', KEY);
    clock.advance(-86_400_000);
    expect(keys.get('one')).toBeUndefined();
  });
});
