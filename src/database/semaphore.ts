import { FairQueue, NO_OWNER, type Owner } from '../common/index.js';
import { DatabaseUnavailableError } from './database.errors.js';

/** How long a job waits for its turn, in milliseconds. A thousand that arrive at once at one core take ten seconds. */
const WAIT_TIMEOUT_MS = 30_000;

interface Waiter {
  readonly admit: () => void;
}

/**
 * Runs so many jobs at once; the others wait. Those who ask take turns: tenants, then the users of each, whose jobs are done
 * in the order they arrive. The driver's own queue for a connection ends with the time for making one, which has to be short
 * where a thousand requests at once may have to wait for longer.
 */
export class Semaphore {
  private readonly waiting = new FairQueue<Waiter>();
  private readonly ahead = new FairQueue<Waiter>();

  /** @param timeoutMs how long a job waits; `null` for as long as it takes */
  constructor(
    private free: number,
    private readonly timeoutMs: number | null = WAIT_TIMEOUT_MS,
  ) {}

  /**
   * @param isAhead lets it go before all that wait: for what others rely on to be in time
   * @param whose job it is; asked where it has to wait
   * @throws DatabaseUnavailableError when the wait is too long
   */
  async enter<T>(job: () => Promise<T>, isAhead = false, whose: () => Owner = () => NO_OWNER): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await this.wait(isAhead ? this.ahead : this.waiting, whose());
    try {
      return await job();
    } finally {
      const next = this.ahead.take() ?? this.waiting.take();
      if (next) next.admit();
      else this.free += 1;
    }
  }

  private wait(queue: FairQueue<Waiter>, owner: Owner): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        admit: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const giveUp = (): void => {
        queue.delete(owner, waiter);
        reject(new DatabaseUnavailableError());
      };
      const timer = this.timeoutMs === null ? undefined : setTimeout(giveUp, this.timeoutMs);
      queue.add(owner, waiter);
    });
  }
}
