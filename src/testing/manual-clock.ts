import { Clock } from '../common/index.js';

/** A clock that stands still until a test moves it. */
export class ManualClock extends Clock {
  constructor(private instant = new Date('2026-11-23T12:00:00.000Z')) {
    super();
  }

  now(): Date {
    return new Date(this.instant);
  }

  /** Moves time; a negative number sets it back. */
  advance(ms: number): void {
    this.instant = new Date(this.instant.getTime() + ms);
  }
}
