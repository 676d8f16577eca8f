import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { AppError } from './errors.js';

/** A request could not finish before the process ended. */
export class ShuttingDownError extends AppError {
  readonly code = 'shutting_down';
  readonly kind = 'unavailable';
  readonly title = 'Shutting down';

  constructor() {
    super('This process is about to stop and could not finish. Send the request again.', { retryAfterSeconds: 1 });
  }
}

/** How long a shutdown waits for work in progress, and then for the error handling of aborted work, in milliseconds. */
const GRACE_MS = 20_000;
const ABORT_GRACE_MS = 2_000;

/** Tracks work that must finish before the process ends, and aborts what does not finish in time. */
export class Lifetime implements BeforeApplicationShutdown {
  private readonly end = new AbortController();
  private readonly work = new Set<Promise<unknown>>();

  constructor() {
    // Each request adds a listener, which is not a leak.
    setMaxListeners(0, this.end.signal);
  }

  /** Aborts with a ShuttingDownError when the shutdown stops waiting. */
  get signal(): AbortSignal {
    return this.end.signal;
  }

  /** Makes the shutdown wait for this work. */
  track<T>(work: Promise<T>): Promise<T> {
    const done = (): void => void this.work.delete(work);
    this.work.add(work);
    work.then(done, done);
    return work;
  }

  /**
   * Runs work with a signal that aborts with the caller's signal or with the process. `AbortSignal.any` is not used
   * because on Node 20 it leaks memory in the longest-lived signal.
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
   * Runs while the database is still connected, so that answers in progress, which are billed, can be stored. Nest
   * itself waits for requests that arrive later.
   */
  async beforeApplicationShutdown(): Promise<void> {
    const inProgress = Promise.allSettled(this.work);
    if (await isOver(inProgress, GRACE_MS)) return;
    this.cut();
    await isOver(inProgress, ABORT_GRACE_MS);
  }

  async whenIdle(): Promise<void> {
    while (this.work.size > 0) await Promise.allSettled(this.work);
  }
}

/** Whether the work ends in time. */
async function isOver(work: Promise<unknown>, withinMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = wait(withinMs, false, { signal: timer.signal, ref: false }).catch(() => false);
  const isInTime = await Promise.race([work.then(() => true), late]);
  timer.abort();
  return isInTime;
}
