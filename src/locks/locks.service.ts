import { Inject, Injectable } from '@nestjs/common';
import { Clock, IdGenerator, Lifetime, type Owner, type PeriodicJob, PeriodicJobs } from '../common/index.js';
import { leaseMsLeft } from '../database/index.js';
import { LockRepository } from './lock.repository.js';
import { LockSignals, type Subscription } from './signals/lock-signals.js';
import { LOCKS_OPTIONS, type LocksModuleOptions, DEFAULT_LEASE_MS } from './locks.options.js';
import type { Lock } from './entities/lock.entity.js';

/** What is locked, by whom. */
export interface LockRequest {
  /** SHA-256 of the name. */
  readonly id: string;
  /** SHA-256 of the request that alone may share the outcome; `null` when any may. */
  readonly fingerprint: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** A lock that somebody here holds. */
export interface LockHandle {
  readonly id: string;
  /** Names this holding: whoever takes the lock afterwards, in this process or another, is somebody else. */
  readonly holder: string;
  /** As in the request: the very same one may share the outcome. */
  readonly fingerprint: string | null;
}

export type LockOutcome<T> =
  | { readonly held: LockHandle }
  /** `waited`: somebody else was at it when the request came. */
  | { readonly found: T; readonly waited: boolean };

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

  /** Takes the lock if nobody has it at the moment. */
  async holdIfFree(owner: Owner, request: LockRequest): Promise<LockHandle | null> {
    const held = await this.tryHold(owner, request);
    if (held) this.inHand.set(held.id, held);
    return held;
  }

  /** Whether somebody holds the lock for this, and is taken for alive. */
  async isHeld(owner: Owner, id: string, fingerprint: string): Promise<boolean> {
    const lock = await this.locks.find(owner, id);
    return lock !== null && lock.fingerprint === fingerprint && this.msLeft(lock) >= 0;
  }

  /** @param fingerprint of the request whose outcome is wanted. @default any */
  find(owner: Owner, id: string, fingerprint?: string): Promise<Lock | null> {
    return this.locks.find(owner, id, fingerprint);
  }

  /** Whoever holds a lock calls this in the end, however it ends. It never fails: what is still held ends with its lease. */
  async letGo(owner: Owner, held: LockHandle): Promise<void> {
    this.done(held);
    await this.release(owner, held).catch(() => undefined);
  }

  /** Nothing is left to be given up: it was done in a transaction that is committed. */
  done(held: LockHandle): void {
    if (this.inHand.get(held.id) === held) this.inHand.delete(held.id);
  }

  /**
   * Says what the holder of a lock is at, for `isHeld`. Joins a surrounding transaction.
   * @returns whether it is still held; if so, nobody can take it over until that transaction ends
   */
  keep(owner: Owner, { id, holder }: LockHandle, fingerprint: string): Promise<boolean> {
    return this.locks.inTransaction(() => this.locks.keep(owner, id, holder, fingerprint));
  }

  /** Gives the lock up: one of those who wait takes it. Joins a surrounding transaction. */
  release(owner: Owner, { id, holder }: LockHandle): Promise<void> {
    return this.locks.inTransaction(() => this.locks.release(owner, id, holder));
  }

  /** Keeps what came of it for `rememberMs`. Joins a surrounding transaction. */
  conclude(owner: Owner, held: LockHandle, outcome: object, rememberMs: number): Promise<void> {
    const until = new Date(this.clock.now().getTime() + rememberMs);
    return this.locks.inTransaction(() => this.locks.conclude(owner, held, outcome, until));
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

  /** Whoever held it before may have finished between the last look and now. */
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
      await this.letGo(owner, held);
      return { found, waited };
    } catch (error) {
      await this.letGo(owner, held);
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
      // Perhaps only the answer was lost, and the lock is held by nobody who knows of it.
      void this.letGo(owner, { id, holder, fingerprint });
      throw error;
    }
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
