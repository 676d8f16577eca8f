/** The only source of "now", so that a test or a host can move time instead of waiting for it. */
export abstract class Clock {
  abstract now(): Date;
}

/**
 * How far the clocks of two processes may be apart, in milliseconds. What is further ahead than this was written by a
 * process whose clock was wrong.
 */
export const CLOCK_SKEW_MS = 60_000;

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
