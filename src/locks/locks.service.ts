import { Inject, Injectable } from '@nestjs/common';
import {
  Clock,
  IdGenerator,
  Lifetime,
  type Owner,
  type PeriodicJob,
  PeriodicJobs,
  unfinishedOf,
} from '../common/index.js';
import { leaseMsLeft, UnitOfWork } from '../database/index.js';
import { LockRepository } from './lock.repository.js';
import { LockSignals, type Subscription } from './signals/lock-signals.js';
import type { KeptOutcome, LockHandle, LockOutcome, LockRequest } from './locks.types.js';
import { LOCKS_OPTIONS, type LocksModuleOptions, DEFAULT_LEASE_MS } from './locks.options.js';
import type { Lock } from './entities/lock.entity.js';

/** Longest wait before looking again without having been woken, in milliseconds: for a notification that got lost. */
const LOOK_AGAIN_MS = 5_000;

/** How many locks are renewed by one statement. */
const AT_ONCE = 500;

/** Lets one request at a time, across replicas, do what others then share. */
@Injectable()
export class LocksService {
  private readonly leaseMs: number;
  /**
   * The locks that this process works on, by their ids. A row that is not among them ends with its lease; one that is
   * among them is not taken here, whatever its lease says: this process may have stood still for longer than that.
   */
  private readonly inHand = new Map<string, LockHandle>();
  private readonly peeks = new Map<string, Promise<Lock | null>>();
  private readonly renewal: PeriodicJob;

  constructor(
    @Inject(LOCKS_OPTIONS) options: LocksModuleOptions,
    private readonly locks: LockRepository,
    private readonly signals: LockSignals,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
    jobs: PeriodicJobs,
  ) {
    this.leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    this.renewal = jobs.add({
      name: 'lock-leases',
      everyMs: this.leaseMs / 3,
      work: () => this.renew(),
      stop: 'last',
    });
  }

  /**
   * Takes the lock, or waits until `look` finds what its holder made. When the holder fails, one of those who wait
   * takes over; when it dies, after its lease.
   * @throws the signal's reason
   */
  holdOrFind<T>(owner: Owner, request: LockRequest, look: () => Promise<T | null>): Promise<LockOutcome<T>> {
    return this.lifetime.either(request.signal, (signal) => this.compete(owner, { ...request, signal }, look));
  }

  /** Takes the lock if it is free. */
  async holdIfFree(owner: Owner, request: LockRequest): Promise<LockHandle | null> {
    const held = await this.tryHold(owner, request);
    if (held) this.inHand.set(held.id, held);
    return held;
  }

  /** The same; where another request has it, waits for it for so long, in milliseconds. @throws the signal's reason */
  async holdWithin(owner: Owner, request: LockRequest, waitMs: number): Promise<LockHandle | null> {
    if (waitMs === 0) return this.holdIfFree(owner, request);
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), waitMs).unref();
    const signal = request.signal ? AbortSignal.any([request.signal, timeout.signal]) : timeout.signal;
    try {
      // The holder before leaves nothing to share.
      const answer = await this.holdOrFind(owner, { ...request, signal }, () => Promise.resolve(null));
      return 'held' in answer ? answer.held : null;
    } catch (error) {
      if (timeout.signal.aborted && error === timeout.signal.reason) return null;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether the lock is held for this, under a lease that is valid. */
  async isHeld(owner: Owner, id: string, fingerprint: string): Promise<boolean> {
    const lock = await this.locks.find(owner, id);
    return lock !== null && lock.fingerprint === fingerprint && this.msLeft(lock) >= 0;
  }

  /** @param fingerprint of the request whose outcome is wanted. @default any */
  find(owner: Owner, id: string, fingerprint?: string): Promise<Lock | null> {
    return this.locks.find(owner, id, fingerprint);
  }

  /**
   * Says what the holder of a lock is at, for `isHeld`. Joins a surrounding transaction.
   * @returns whether it is still held; if so, no other holder can take it until that transaction ends
   */
  keep(owner: Owner, { id, holder }: LockHandle, fingerprint: string): Promise<boolean> {
    return this.locks.inTransaction(() => this.locks.keep(owner, id, holder, fingerprint));
  }

  /**
   * Ends the holding. Joins a surrounding transaction; once that is committed this process no longer has the lock in hand.
   * @param kept what those who wait find, and those who come while it is kept. @default nothing: one of those who wait
   * takes the lock
   */
  release(owner: Owner, held: LockHandle, kept?: KeptOutcome): Promise<void> {
    const until = kept && new Date(this.clock.now().getTime() + kept.forMs);
    return this.locks.inTransaction(async () => {
      if (until) await this.locks.conclude(owner, held, kept.outcome, until);
      else await this.locks.release(owner, held.id, held.holder);
      this.unitOfWork.afterCommit(() => this.forget(held));
    });
  }

  /**
   * Does the work, which may release the lock in a transaction of its own. What it has not released is released when it
   * ends, however it ends; of work that goes on although it has failed (`AppErrorDetail.unfinished`), when that is over.
   */
  async during<T>(owner: Owner, held: LockHandle, work: () => Promise<T>): Promise<T> {
    let unfinished: Promise<unknown> | undefined;
    try {
      return await work();
    } catch (error) {
      unfinished = unfinishedOf(error);
      throw error;
    } finally {
      const giveUp = () => (this.isInHand(held) ? this.giveUp(owner, held) : Promise.resolve());
      if (unfinished) void unfinished.then(giveUp, giveUp);
      else await giveUp();
    }
  }

  /** Renews the locks that are in hand, and deletes those that no process may rely on any more. */
  round(): Promise<void> {
    return this.renewal.run();
  }

  private async renew(): Promise<void> {
    const start = this.clock.now();
    const held = [...this.inHand.values()];
    for (let start = 0; start < held.length; start += AT_ONCE) {
      const some = held.slice(start, start + AT_ONCE);
      await this.locks.inTransaction(() => this.locks.renew(some, this.lease().heldUntil));
    }
    // What was renewed or taken meanwhile is not forgotten, however long that took.
    const tookMs = this.clock.now().getTime() - start.getTime();
    await this.locks.forget(start, this.leaseMs + tookMs);
  }

  /** From now on. Asked inside a transaction: while many wait for a connection, it would end before it began. */
  private lease(): { readonly now: Date; readonly heldUntil: Date } {
    const now = this.clock.now();
    return { now, heldUntil: new Date(now.getTime() + this.leaseMs) };
  }

  private async compete<T>(owner: Owner, request: LockRequest, look: () => Promise<T | null>): Promise<LockOutcome<T>> {
    for (let waited = false; ; waited = true) {
      request.signal?.throwIfAborted();
      const subscription = this.signals.listen(request.id);
      try {
        // Of all those that are woken hardly one has to write. Who comes first takes over an outcome that is too old.
        let found = waited ? await look() : null;
        const held = found === null ? await this.tryHold(owner, request) : null;
        if (held) return await this.lookAgain(owner, held, look, waited);
        if (!waited) found = await look();
        if (found !== null) return { found, waited: true };
        await this.untilItMoves(owner, request, subscription);
      } finally {
        subscription.close();
      }
    }
  }

  /** The holder before may have finished between the last look and now. */
  private async lookAgain<T>(
    owner: Owner,
    held: LockHandle,
    look: () => Promise<T | null>,
    waited: boolean,
  ): Promise<LockOutcome<T>> {
    this.inHand.set(held.id, held);
    try {
      const found = await look();
      if (found === null) return { held };
      await this.giveUp(owner, held);
      return { found, waited };
    } catch (error) {
      await this.giveUp(owner, held);
      throw error;
    }
  }

  private async tryHold(owner: Owner, { id, fingerprint }: LockRequest): Promise<LockHandle | null> {
    const holder = this.ids.next();
    try {
      const isHeld = await this.locks.together(() => {
        const { now, heldUntil } = this.lease();
        const living = this.inHand.get(id)?.holder ?? null;
        return this.locks.tryHold(owner, { id, fingerprint, holder, heldUntil }, now, living);
      });
      return isHeld ? { id, holder, fingerprint } : null;
    } catch (error) {
      // If only the answer was lost, the lock is held by a holder that does not know of it.
      void this.giveUp(owner, { id, holder, fingerprint });
      throw error;
    }
  }

  /** Never fails: what could not be released ends with its lease. */
  private async giveUp(owner: Owner, held: LockHandle): Promise<void> {
    this.forget(held);
    await this.release(owner, held).catch(() => undefined);
  }

  private isInHand({ id, holder }: LockHandle): boolean {
    return this.inHand.get(id)?.holder === holder;
  }

  private forget(held: LockHandle): void {
    if (this.isInHand(held)) this.inHand.delete(held.id);
  }

  /** Waits until the holder says that it is done, or gives no sign of life any more. */
  private async untilItMoves(owner: Owner, { id, signal }: LockRequest, subscription: Subscription): Promise<void> {
    let lock = await this.locks.find(owner, id);
    while (lock?.holder && !subscription.isNotified && !signal?.aborted) {
      const leftMs = this.msLeft(lock);
      if (leftMs < 0) return;
      await subscription.wait(Math.min(leftMs + 1, LOOK_AGAIN_MS), signal);
      if (!subscription.isNotified) lock = await this.peek(owner, id);
    }
  }

  /** For how long the holder is still taken for alive; below 0 when it is not, or the lock is free. */
  private msLeft({ id, holder, heldUntil }: Lock): number {
    if (holder === null) return -1;
    if (this.inHand.get(id)?.holder === holder) return this.leaseMs;
    return leaseMsLeft(heldUntil, this.clock.now(), this.leaseMs);
  }

  /** One query for all that wait for the same lock and look at the same moment. */
  private peek(owner: Owner, id: string): Promise<Lock | null> {
    const running = this.peeks.get(id);
    if (running) return running;
    const peek = this.locks.find(owner, id).finally(() => this.peeks.delete(id));
    this.peeks.set(id, peek);
    return peek;
  }
}
