import { FairQueue } from './fair-queue.js';
import { NO_OWNER, type Owner } from './owner.js';

export interface SemaphoreOptions {
  readonly slots: number;
  /** How many of them one tenant may have. @default all */
  readonly slotsPerTenant?: number | undefined;
  /** How many of them one user may have. @default all */
  readonly slotsPerUser?: number | undefined;
  /** Longest wait in milliseconds. @default as long as it takes */
  readonly maxWaitMs?: number | undefined;
  /** The error that ends a wait which took too long. */
  readonly timedOut?: (owner: Owner) => Error;
}

export interface SlotRequest {
  /** The owner of the work. @default NO_OWNER, which counts as one user */
  readonly owner?: Owner | undefined;
  /** Goes before all that wait: for work that others rely on to be in time. @default false */
  readonly isAhead?: boolean;
  /** Ends the wait, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Gives a slot back. Calling it again does nothing. */
export type Leave = () => void;

interface Waiter {
  readonly owner: Owner;
  readonly admit: (leave: Leave) => void;
}

/**
 * Lets at most so many pieces of work run at once, and of those at most a share for each tenant and each user. The others
 * wait: tenants take turns, then the users of each, whose work is done in the order it came.
 */
export class Semaphore {
  private used = 0;
  /** How many slots each tenant, and each user, has. */
  private readonly ofTenants = new Map<string, number>();
  private readonly ofUsers = new Map<string, number>();
  private readonly ahead = new FairQueue<Waiter>();
  private readonly queue = new FairQueue<Waiter>();

  constructor(private readonly options: SemaphoreOptions) {}

  get inUse(): number {
    return this.used;
  }

  get waiting(): number {
    return this.ahead.size + this.queue.size;
  }

  /** How many requests of the tenant, or of the one user, wait. */
  waitingOf(owner: Pick<Owner, 'tenantId'> & Partial<Owner>): number {
    return this.ahead.sizeOf(owner) + this.queue.sizeOf(owner);
  }

  /** Whether the owner would get a slot at once. */
  isFree(owner: Owner): boolean {
    return this.used < this.options.slots && !this.hasShare(owner);
  }

  /** Whether the tenant or the user already has all the slots that it may have. */
  hasShare(owner: Owner): boolean {
    const { slots, slotsPerTenant = slots, slotsPerUser = slots } = this.options;
    const ofTenant = this.ofTenants.get(owner.tenantId) ?? 0;
    return ofTenant >= slotsPerTenant || (this.ofUsers.get(userKey(owner)) ?? 0) >= slotsPerUser;
  }

  /**
   * Runs the work in a slot, which is given back however the work ends.
   * @throws the error of `timedOut` when the wait is too long; the signal's reason when it aborts before the work has begun
   */
  async run<T>(work: () => Promise<T>, request: SlotRequest = {}): Promise<T> {
    const leave = this.takeFree(request) ?? (await this.wait(request));
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** A slot for work that ends elsewhere, such as a stream: the caller calls `Leave` in the end. @throws as `run` does */
  async take(request: SlotRequest = {}): Promise<Leave> {
    return this.takeFree(request) ?? this.wait(request);
  }

  private takeFree({ owner = NO_OWNER, signal }: SlotRequest): Leave | undefined {
    signal?.throwIfAborted();
    return this.isFree(owner) ? this.occupy(owner) : undefined;
  }

  private wait({ owner = NO_OWNER, isAhead = false, signal }: SlotRequest): Promise<Leave> {
    const { maxWaitMs, timedOut } = this.options;
    const queue = isAhead ? this.ahead : this.queue;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        queue.delete(owner, waiter);
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      };
      const admit = (leave: Leave): void => {
        settle();
        resolve(leave);
      };
      const giveUp = (): void => {
        settle();
        if (signal?.aborted) reject(signal.reason as Error);
        else reject(timedOut?.(owner) ?? new Error('the wait for a slot took too long'));
      };
      const waiter: Waiter = { owner, admit };
      const timer = maxWaitMs === undefined ? undefined : setTimeout(giveUp, maxWaitMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      queue.add(owner, waiter);
    });
  }

  private occupy(owner: Owner): Leave {
    this.count(owner, 1);
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.count(owner, -1);
      this.admitWaiting();
    };
  }

  /** In the same turn as a slot is given back, so that a newcomer cannot slip in before those that wait. */
  private admitWaiting(): void {
    const mayGo = (owner: Owner): boolean => !this.hasShare(owner);
    while (this.used < this.options.slots) {
      const next = this.ahead.take(mayGo) ?? this.queue.take(mayGo);
      if (next === undefined) return;
      next.admit(this.occupy(next.owner));
    }
  }

  private count(owner: Owner, more: 1 | -1): void {
    this.used += more;
    add(this.ofTenants, owner.tenantId, more);
    add(this.ofUsers, userKey(owner), more);
  }
}

function userKey({ tenantId, userId }: Owner): string {
  return JSON.stringify([tenantId, userId]);
}

/** Owners without a slot are forgotten. */
function add(counts: Map<string, number>, key: string, more: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + more;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
