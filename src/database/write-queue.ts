import { setTimeout as wait } from 'node:timers/promises';
import { type Owner, Semaphore } from '../common/index.js';
import { NotBegun } from './shared-connection.js';
import { LOCK_TIMEOUT_MS, LOOK_AGAIN_MS } from './sqlite-connection.js';

/** Who wants to write on SQLite, one after another: a transaction of another process, or of the host's, may be in the way of the first. */
export class WriteQueue {
  private readonly lane = new Semaphore({ slots: 1 });

  /**
   * @param attempt is made again while it cannot begin; between attempts others may read
   * @throws DatabaseUnavailableError for as long as that may take, counted from when it was asked for: those that wait behind
   * one that gave up do not wait as long again
   */
  enter<T>(attempt: (looks: number) => Promise<T | NotBegun>, isAhead: boolean, whose: () => Owner): Promise<T> {
    const giveUpAt = performance.now() + LOCK_TIMEOUT_MS;
    return this.lane.run(
      async () => {
        for (let looks = 0; ; looks += 1) {
          const outcome = await attempt(looks);
          if (!(outcome instanceof NotBegun)) return outcome;
          // One look may mistake the mark of a transaction that never began for one that is beginning.
          if (looks > 0 && performance.now() > giveUpAt) throw outcome.reason;
          await wait(LOOK_AGAIN_MS);
        }
      },
      { isAhead, owner: whose() },
    );
  }
}
