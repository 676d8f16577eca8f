import { setTimeout } from 'node:timers/promises';
import type { UnitOfWork } from '../../database/index.js';

/** Wakes requests that wait for a lock, in this process and, where the database can carry it, in the others. */
export abstract class LockSignals {
  private readonly ears = new Map<string, Set<Subscription>>();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Inside a transaction: who waits is woken when it is committed. */
  async announce(lockId: string): Promise<void> {
    await this.tellOthers(lockId);
    this.unitOfWork.afterCommit(() => this.wake(lockId));
  }

  /** Listens from now on, so that nothing is missed between looking and waiting. */
  listen(lockId: string): Subscription {
    const subscription = new Subscription();
    const ears = this.ears.get(lockId) ?? new Set();
    this.ears.set(lockId, ears.add(subscription));
    subscription.whenClosed = () => {
      ears.delete(subscription);
      if (ears.size === 0 && this.ears.get(lockId) === ears) this.ears.delete(lockId);
    };
    return subscription;
  }

  protected wake(lockId: string): void {
    for (const subscription of this.ears.get(lockId) ?? []) subscription.hear();
  }

  protected wakeAll(): void {
    for (const lockId of this.ears.keys()) this.wake(lockId);
  }

  protected abstract tellOthers(lockId: string): Promise<void>;
}

/** Hears the announcements of one lock until it is closed. */
export class Subscription {
  whenClosed: () => void = () => undefined;
  hear: () => void = () => undefined;
  isNotified = false;
  private readonly heard = new Promise<void>((resolve) => {
    this.hear = () => {
      this.isNotified = true;
      resolve();
    };
  });

  /** Resolves when something was or is announced, at `timeoutMs`, or when the signal aborts, whichever is first. */
  async wait(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const over = new AbortController();
    const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
    const time = setTimeout(timeoutMs, undefined, { signal: either, ref: false }).catch(() => undefined);
    await Promise.race([this.heard, time]);
    over.abort();
  }

  close(): void {
    this.whenClosed();
  }
}
