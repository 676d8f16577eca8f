import { setTimeout } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { UnitOfWork } from '../../database/index.js';

/** Wakes requests that wait for a claim, in this process and, where the database can carry it, in the others. */
export abstract class ClaimSignals {
  private readonly ears = new Map<string, Set<Ear>>();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Inside a transaction: who waits is woken when it is committed. */
  async announce(db: EntityManager, claimId: string): Promise<void> {
    await this.tellOthers(db, claimId);
    this.unitOfWork.afterCommit(() => this.wake(claimId));
  }

  /** Listens from now on, so that nothing is missed between looking and waiting. */
  listen(claimId: string): Ear {
    const ear = new Ear();
    const ears = this.ears.get(claimId) ?? new Set();
    this.ears.set(claimId, ears.add(ear));
    ear.whenClosed = () => {
      ears.delete(ear);
      if (ears.size === 0 && this.ears.get(claimId) === ears) this.ears.delete(claimId);
    };
    return ear;
  }

  protected wake(claimId: string): void {
    for (const ear of this.ears.get(claimId) ?? []) ear.hear();
  }

  protected wakeAll(): void {
    for (const claimId of this.ears.keys()) this.wake(claimId);
  }

  protected abstract tellOthers(db: EntityManager, claimId: string): Promise<void>;
}

/** Hears the announcements of one claim until it is closed. */
export class Ear {
  whenClosed: () => void = () => undefined;
  hear: () => void = () => undefined;
  hasHeard = false;
  private readonly heard = new Promise<void>((resolve) => {
    this.hear = () => {
      this.hasHeard = true;
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
