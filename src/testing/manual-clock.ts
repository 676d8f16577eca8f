import { Clock } from '../common/index.js';

/** A clock that only moves when a test moves it. */
export class ManualClock extends Clock {
  constructor(private instant = new Date('2026-11-23T12:00:00.000Z')) {
    super();
  }

  now(): Date {
    return new Date(this.instant);
  }

  /** Moves the time forward, or back if `ms` is negative. */
  advance(ms: number): void {
    this.instant = new Date(this.instant.getTime() + ms);
  }
}
