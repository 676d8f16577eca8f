import { FairQueue, NO_OWNER, type Owner } from '../common/index.js';
import { ClaudeOverloadedError, TooManyCallsError } from './claude.errors.js';

export interface ConcurrencyGateLimits {
  /** Calls at once. */
  readonly maxConcurrency: number;
  /** How many of them may be of one tenant. @default as many as there are */
  readonly maxConcurrencyPerTenant?: number | undefined;
  /** How many of them may be of one user. @default as many as there are */
  readonly maxConcurrencyPerUser?: number | undefined;
  /**
   * Calls that may wait; one more is refused at once. A tenant and a user may have the same share of them as of the calls
   * at once.
   */
  readonly maxQueued: number;
  /** Longest wait in milliseconds; then the call is refused. */
  readonly maxQueueMs: number;
}

/** Gives a slot back. Calling it again does nothing. */
export type Leave = () => void;

interface Waiter {
  readonly owner: Owner;
  readonly admit: (leave: Leave) => void;
}

/**
 * Lets at most so many calls to Claude run at once, and of those at most a share for each tenant and each user, however
 * slow theirs are. The rest wait: the tenants take turns, then the users of each, who are served in the order they came.
 * Lives in one process: each replica has its own.
 */
export class ConcurrencyGate {
  private running = 0;
  /** How many calls of each tenant, and of each user, are running. */
  private readonly ofTenants = new Map<string, number>();
  private readonly ofUsers = new Map<string, number>();
  private readonly queue = new FairQueue<Waiter>();
  private readonly perTenant: number;
  private readonly perUser: number;

  constructor(private readonly limits: ConcurrencyGateLimits) {
    const { maxConcurrency, maxConcurrencyPerTenant, maxConcurrencyPerUser } = limits;
    this.perTenant = maxConcurrencyPerTenant ?? maxConcurrency;
    this.perUser = maxConcurrencyPerUser ?? maxConcurrency;
  }

  get inFlight(): number {
    return this.running;
  }

  get waiting(): number {
    return this.queue.size;
  }

  /**
   * Runs the work in a slot of its own, and gives the slot back however the work ends.
   * @throws ClaudeOverloadedError when there is no place to wait, or the wait was too long.
   * @throws TooManyCallsError when that is so because of the calls of the owner's own user or tenant.
   * @throws the signal's reason when it aborts before the work has begun.
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal, owner?: Owner): Promise<T> {
    const leave = await this.enter(signal, owner);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Takes a slot for work that ends elsewhere, such as a stream. The caller has to call `leave` in the end. */
  async enter(signal?: AbortSignal, owner: Owner = NO_OWNER): Promise<Leave> {
    signal?.throwIfAborted();
    if (this.hasSlot(owner)) return this.takeSlot(owner);
    this.refuseIfFull(owner);
    return this.wait(owner, signal);
  }

  /**
   * Whether a call of the owner's would be refused at once.
   * @throws ClaudeOverloadedError, TooManyCallsError as `run` does
   */
  refuseIfFull(owner: Owner): void {
    if (this.hasSlot(owner)) return;
    const { maxConcurrency, maxQueued } = this.limits;
    const placesOf = (share: number) => Math.ceil((maxQueued * Math.min(share, maxConcurrency)) / maxConcurrency);
    const isFull = this.queue.size >= maxQueued;
    if (isFull) throw this.refusal(owner);
    if (this.queue.sizeOf(owner) >= placesOf(this.perUser)) throw new TooManyCallsError();
    if (this.queue.sizeOf({ tenantId: owner.tenantId }) >= placesOf(this.perTenant)) throw new TooManyCallsError();
  }

  private wait(owner: Owner, signal?: AbortSignal): Promise<Leave> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.queue.delete(owner, waiter);
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
        else reject(this.refusal(owner));
      };
      const waiter: Waiter = { owner, admit };
      const timer = setTimeout(giveUp, this.limits.maxQueueMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.queue.add(owner, waiter);
    });
  }

  private hasSlot(owner: Owner): boolean {
    return this.running < this.limits.maxConcurrency && this.mayRun(owner);
  }

  /** Whether neither the tenant nor the user has its share. */
  private mayRun(owner: Owner): boolean {
    const ofTenant = this.ofTenants.get(owner.tenantId) ?? 0;
    return ofTenant < this.perTenant && (this.ofUsers.get(userKey(owner)) ?? 0) < this.perUser;
  }

  /** Who has its share is told so; where a share is everything, all slots are taken. */
  private refusal(owner: Owner): Error {
    const isOwnDoing = !this.mayRun(owner) && Math.min(this.perTenant, this.perUser) < this.limits.maxConcurrency;
    return isOwnDoing ? new TooManyCallsError() : gateIsFull();
  }

  private takeSlot(owner: Owner): Leave {
    this.count(owner, 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.count(owner, -1);
      // In the same turn, so that a newcomer cannot slip in before those who wait.
      while (this.running < this.limits.maxConcurrency) {
        const next = this.queue.take((waiting) => this.mayRun(waiting));
        if (next === undefined) return;
        next.admit(this.takeSlot(next.owner));
      }
    };
  }

  private count(owner: Owner, more: 1 | -1): void {
    this.running += more;
    add(this.ofTenants, owner.tenantId, more);
    add(this.ofUsers, userKey(owner), more);
  }
}

function userKey({ tenantId, userId }: Owner): string {
  return JSON.stringify([tenantId, userId]);
}

/** Those of whom there are none are forgotten. */
function add(counts: Map<string, number>, key: string, more: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + more;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function gateIsFull(): ClaudeOverloadedError {
  return new ClaudeOverloadedError(
    'Too many calls to Claude are under way. Try again after the time named in Retry-After.',
  );
}
