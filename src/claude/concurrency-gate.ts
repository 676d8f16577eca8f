import { type Leave, NO_OWNER, type Owner, Semaphore } from '../common/index.js';
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

/**
 * The slots for calls to Claude: at most so many run at once, and of those at most a share for each tenant and each user,
 * however slow theirs are. Lives in one process: each replica has its own.
 */
export class ConcurrencyGate {
  private readonly slots: Semaphore;
  private readonly perTenant: number;
  private readonly perUser: number;

  constructor(private readonly limits: ConcurrencyGateLimits) {
    const { maxConcurrency, maxConcurrencyPerTenant, maxConcurrencyPerUser, maxQueueMs } = limits;
    this.perTenant = Math.min(maxConcurrencyPerTenant ?? maxConcurrency, maxConcurrency);
    this.perUser = Math.min(maxConcurrencyPerUser ?? maxConcurrency, maxConcurrency);
    this.slots = new Semaphore({
      slots: maxConcurrency,
      slotsPerTenant: this.perTenant,
      slotsPerUser: this.perUser,
      maxWaitMs: maxQueueMs,
      timedOut: (owner) => this.refusal(owner),
    });
  }

  get inFlight(): number {
    return this.slots.inUse;
  }

  get waiting(): number {
    return this.slots.waiting;
  }

  /**
   * Runs the work in a slot of its own, and gives the slot back however the work ends.
   * @throws ClaudeOverloadedError when there is no place to wait, or the wait was too long.
   * @throws TooManyCallsError when that is so because of the calls of the owner's own user or tenant.
   * @throws the signal's reason when it aborts before the work has begun.
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal, owner: Owner = NO_OWNER): Promise<T> {
    signal?.throwIfAborted();
    this.refuseIfFull(owner);
    return this.slots.run(work, { owner, signal });
  }

  /** Takes a slot for work that ends elsewhere, such as a stream. The caller has to call `leave` in the end. */
  async enter(signal?: AbortSignal, owner: Owner = NO_OWNER): Promise<Leave> {
    signal?.throwIfAborted();
    this.refuseIfFull(owner);
    return this.slots.take({ owner, signal });
  }

  /**
   * Whether a call of the owner's would be refused at once.
   * @throws ClaudeOverloadedError, TooManyCallsError as `run` does
   */
  refuseIfFull(owner: Owner): void {
    if (this.slots.isFree(owner)) return;
    const { maxConcurrency, maxQueued } = this.limits;
    if (this.slots.waiting >= maxQueued) throw this.refusal(owner);
    const placesOf = (share: number) => Math.ceil((maxQueued * share) / maxConcurrency);
    const { tenantId } = owner;
    if (this.slots.waitingOf(owner) >= placesOf(this.perUser)) throw new TooManyCallsError();
    if (this.slots.waitingOf({ tenantId }) >= placesOf(this.perTenant)) throw new TooManyCallsError();
  }

  /** An owner that has its share is told so; where a share is everything, all slots are taken. */
  private refusal(owner: Owner): Error {
    const isOwnDoing =
      this.slots.hasShare(owner) && Math.min(this.perTenant, this.perUser) < this.limits.maxConcurrency;
    if (isOwnDoing) return new TooManyCallsError();
    return new ClaudeOverloadedError(
      'Too many calls to Claude are under way. Try again after the time named in Retry-After.',
    );
  }
}
