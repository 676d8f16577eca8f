import { DatabaseUnavailableError } from './database.errors.js';

/** How long a job waits for its turn, in milliseconds. A thousand that arrive at once at one core take ten seconds. */
const PATIENCE_MS = 30_000;

/**
 * Runs so many jobs at once; the others wait, in the order they arrive. The driver's own queue for a connection ends
 * with the time for making one, which has to be short where a thousand requests at once may have to wait for longer.
 */
export class Lanes {
  private readonly waiting = new Set<() => void>();
  private readonly ahead = new Set<() => void>();

  constructor(private free: number) {}

  /**
   * @param isAhead lets it go before all that wait: for what others rely on to be in time
   * @throws DatabaseUnavailableError when the wait is too long
   */
  async enter<T>(job: () => Promise<T>, isAhead = false): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await this.wait(isAhead ? this.ahead : this.waiting);
    try {
      return await job();
    } finally {
      const [next = firstOf(this.waiting)] = this.ahead;
      if (next) next();
      else this.free += 1;
    }
  }

  private wait(queue: Set<() => void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.delete(admit);
        reject(new DatabaseUnavailableError());
      }, PATIENCE_MS);
      const admit = (): void => {
        queue.delete(admit);
        clearTimeout(timer);
        resolve();
      };
      queue.add(admit);
    });
  }
}

function firstOf<T>([first]: Iterable<T>): T | undefined {
  return first;
}
