import { DatabaseUnavailableError } from './database.errors.js';

/** How long a job waits for its turn, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Runs so many jobs at once; the others wait, in the order they arrive. The driver's own queue for a connection ends
 * with the time for making one, which has to be short where a thousand requests at once may have to wait for longer.
 */
export class Lanes {
  private readonly waiting = new Set<() => void>();

  constructor(private free: number) {}

  /** @throws DatabaseUnavailableError when the wait is too long */
  async enter<T>(job: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await this.wait();
    try {
      return await job();
    } finally {
      const [next] = this.waiting;
      if (next) next();
      else this.free += 1;
    }
  }

  private wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(admit);
        reject(new DatabaseUnavailableError());
      }, PATIENCE_MS);
      const admit = (): void => {
        this.waiting.delete(admit);
        clearTimeout(timer);
        resolve();
      };
      this.waiting.add(admit);
    });
  }
}
