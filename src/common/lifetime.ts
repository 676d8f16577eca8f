import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { AppError } from './errors.js';

/** What happens to a request that cannot finish before the process has to end. */
export class ShuttingDownError extends AppError {
  readonly code = 'shutting_down';
  readonly kind = 'unavailable';
  readonly title = 'Shutting down';

  constructor() {
    super('This process is about to stop and could not finish. Send the request again.', { retryAfterSeconds: 1 });
  }
}

/** How long a host that closes waits for what is under way, and then for the last words of what is cut, in milliseconds. */
const GRACE_MS = 20_000;
const LAST_WORDS_MS = 2_000;

/** Ends with the process: knows the work that has to be finished first, and cuts what would not finish in time. */
export class Lifetime implements BeforeApplicationShutdown {
  private readonly end = new AbortController();
  private readonly work = new Set<Promise<unknown>>();

  constructor() {
    // One listener a request under way is no leak.
    setMaxListeners(0, this.end.signal);
  }

  /** Aborts, with a ShuttingDownError, what the process cannot wait for any longer. */
  get signal(): AbortSignal {
    return this.end.signal;
  }

  /** Counts work as something to finish before the process ends, whoever still waits for it. */
  track<T>(work: Promise<T>): Promise<T> {
    const done = (): void => void this.work.delete(work);
    this.work.add(work);
    work.then(done, done);
    return work;
  }

  /**
   * Runs work with a signal that aborts with the caller's own, or when the process cannot wait any longer. Unlike
   * `AbortSignal.any`, it leaves nothing behind: on Node 20 that one marks the longest-lived signal for each work ever done.
   */
  async either<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const either = new AbortController();
    const sources = signal ? [signal, this.signal] : [this.signal];
    const abort = (): void => either.abort(sources.find(({ aborted }) => aborted)?.reason);
    if (sources.some(({ aborted }) => aborted)) abort();
    for (const source of sources) source.addEventListener('abort', abort, { once: true });
    try {
      return await work(either.signal);
    } finally {
      for (const source of sources) source.removeEventListener('abort', abort);
    }
  }

  cut(): void {
    this.end.abort(new ShuttingDownError());
  }

  /**
   * While there still is a database to store it in: what Claude is about to answer is billed. What begins meanwhile has a
   * connection, which Nest waits for.
   */
  async beforeApplicationShutdown(): Promise<void> {
    const underWay = Promise.allSettled(this.work);
    if (await isOver(underWay, GRACE_MS)) return;
    this.cut();
    await isOver(underWay, LAST_WORDS_MS);
  }

  async whenIdle(): Promise<void> {
    while (this.work.size > 0) await Promise.allSettled(this.work);
  }
}

/** Whether it ends in time. */
async function isOver(work: Promise<unknown>, withinMs: number): Promise<boolean> {
  const given = new AbortController();
  const late = wait(withinMs, false, { signal: given.signal, ref: false }).catch(() => false);
  const isInTime = await Promise.race([work.then(() => true), late]);
  given.abort();
  return isInTime;
}
