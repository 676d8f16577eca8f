import { ClaudeOverloadedError } from './claude.errors.js';

export interface ConcurrencyGateLimits {
  /** Calls at once. */
  readonly maxConcurrency: number;
  /** Calls that may wait; one more is refused at once. */
  readonly maxQueued: number;
  /** Longest wait in milliseconds; then the call is refused. */
  readonly maxQueueMs: number;
}

/** Gives a slot back. Calling it again does nothing. */
export type Leave = () => void;

/**
 * Lets at most so many calls to Claude run at once; the rest wait in the order they came. Lives in one
 * process: each replica has its own.
 */
export class ConcurrencyGate {
  private running = 0;
  /** A set keeps the order of arrival, and lets a waiter in the middle leave in constant time. */
  private readonly queue = new Set<(leave: Leave) => void>();

  constructor(private readonly limits: ConcurrencyGateLimits) {}

  get inFlight(): number {
    return this.running;
  }

  get waiting(): number {
    return this.queue.size;
  }

  /**
   * Runs the work in a slot of its own, and gives the slot back however the work ends.
   * @throws ClaudeOverloadedError when there is no place to wait, or the wait was too long.
   * @throws the signal's reason when it aborts before the work has begun.
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const leave = await this.enter(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Takes a slot for work that ends elsewhere, such as a stream. The caller has to call `leave` in the end. */
  async enter(signal?: AbortSignal): Promise<Leave> {
    signal?.throwIfAborted();
    if (this.running < this.limits.maxConcurrency) return this.takeSlot();
    if (this.queue.size >= this.limits.maxQueued) throw noRoom();
    return this.wait(signal);
  }

  private wait(signal?: AbortSignal): Promise<Leave> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.queue.delete(admit);
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      };
      const admit = (leave: Leave): void => {
        settle();
        resolve(leave);
      };
      const giveUp = (): void => {
        settle();
        reject(signal?.aborted ? (signal.reason as Error) : noRoom());
      };
      const timer = setTimeout(giveUp, this.limits.maxQueueMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.queue.add(admit);
    });
  }

  private takeSlot(): Leave {
    this.running += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.running -= 1;
      const [next] = this.queue;
      // In the same turn, so that a newcomer cannot slip in before those who wait.
      if (next !== undefined) next(this.takeSlot());
    };
  }
}

function noRoom(): ClaudeOverloadedError {
  return new ClaudeOverloadedError(
    'Too many calls to Claude are under way. Try again after the time named in Retry-After.',
  );
}
