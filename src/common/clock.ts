/** The only source of the current time, so that tests and hosts can control it. */
export abstract class Clock {
  abstract now(): Date;
}

/**
 * Largest tolerated difference between the clocks of two processes, in milliseconds. A time further in the future was
 * written by a process with a wrong clock.
 */
export const CLOCK_SKEW_MS = 60_000;

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
