import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, IdGenerator, Lifetime, type Log, Logs, type Owner, Rounds } from '../common/index.js';
import { leaseMsLeft } from '../database/index.js';
import { ClaimRepository } from './claim.repository.js';
import { ClaimSignals, type Ear } from './signals/claim-signals.js';
import { CLAIMS_OPTIONS, type ClaimsModuleOptions, DEFAULT_LEASE_MS } from './claims.options.js';
import type { Claim } from './entities/claim.entity.js';

/** What is claimed, by whom. */
export interface ClaimRequest {
  /** SHA-256 of the name. */
  readonly id: string;
  /** SHA-256 of the request that alone may share the outcome; `null` when any may. */
  readonly fingerprint: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** A claim that somebody here holds. */
export interface HeldClaim {
  readonly id: string;
  /** Names this holding: whoever takes the claim afterwards, in this process or another, is somebody else. */
  readonly holder: string;
  /** As in the request: the very same one may share the outcome. */
  readonly fingerprint: string | null;
}

export type ClaimAnswer<T> =
  | { readonly held: HeldClaim }
  /** `waited`: somebody else was at it when the request came. */
  | { readonly found: T; readonly waited: boolean };

/** Longest wait before looking again without having been woken, in milliseconds: for a notification that got lost. */
const LOOK_AGAIN_MS = 5_000;

/** How many claims are renewed by one statement. */
const AT_ONCE = 500;

/** Lets one request at a time, across replicas, do what others then share. */
@Injectable()
export class ClaimsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger: Log;
  private readonly leaseMs: number;
  /**
   * The claims that this process works on, by their ids. A row that is not among them ends with its lease; one that is
   * among them is not taken here, whatever its lease says: this process may have stood still for longer than that.
   */
  private readonly inHand = new Map<string, HeldClaim>();
  private readonly peeks = new Map<string, Promise<Claim | null>>();
  private readonly rounds: Rounds;

  constructor(
    @Inject(CLAIMS_OPTIONS) options: ClaimsModuleOptions,
    private readonly claims: ClaimRepository,
    private readonly signals: ClaimSignals,
    private readonly ids: IdGenerator,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
    logs: Logs,
  ) {
    this.logger = logs.of(ClaimsService);
    this.leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    // While the database is away nobody can take the claims either.
    const failed = () => this.logger.warn('the claims could not be renewed');
    this.rounds = new Rounds(this.leaseMs / 3, () => this.round(), failed);
  }

  /**
   * Takes the claim, or waits until `look` finds what its holder made. When the holder fails, one of those who wait
   * takes over; when it dies, after its lease.
   * @throws the signal's reason
   */
  holdOrFind<T>(owner: Owner, request: ClaimRequest, look: () => Promise<T | null>): Promise<ClaimAnswer<T>> {
    return this.lifetime.either(request.signal, (signal) => this.compete(owner, { ...request, signal }, look));
  }

  /** Takes the claim if nobody has it at the moment. */
  async holdIfFree(owner: Owner, request: ClaimRequest): Promise<HeldClaim | null> {
    const held = await this.tryHold(owner, request);
    if (held) this.inHand.set(held.id, held);
    return held;
  }

  /** Whether somebody holds the claim for this, and is taken for alive. */
  async isHeld(owner: Owner, id: string, fingerprint: string): Promise<boolean> {
    const claim = await this.claims.find(owner, id);
    return claim !== null && claim.fingerprint === fingerprint && this.msLeft(claim) >= 0;
  }

  /** @param fingerprint of the request whose outcome is wanted. @default any */
  find(owner: Owner, id: string, fingerprint?: string): Promise<Claim | null> {
    return this.claims.find(owner, id, fingerprint);
  }

  /** Whoever holds a claim calls this in the end, however it ends. It never fails: what is still held ends with its lease. */
  async letGo(owner: Owner, held: HeldClaim): Promise<void> {
    this.done(held);
    await this.release(owner, held).catch(() => undefined);
  }

  /** Nothing is left to be given up: it was done in a transaction that is committed. */
  done(held: HeldClaim): void {
    if (this.inHand.get(held.id) === held) this.inHand.delete(held.id);
  }

  /**
   * Says what the holder of a claim is at, for `isHeld`. Joins a surrounding transaction.
   * @returns whether it is still held; if so, nobody can take it over until that transaction ends
   */
  keep(owner: Owner, { id, holder }: HeldClaim, fingerprint: string): Promise<boolean> {
    return this.claims.inTransaction(() => this.claims.keep(owner, id, holder, fingerprint));
  }

  /** Gives the claim up: one of those who wait takes it. Joins a surrounding transaction. */
  release(owner: Owner, { id, holder }: HeldClaim): Promise<void> {
    return this.claims.inTransaction(() => this.claims.release(owner, id, holder));
  }

  /** Keeps what came of it for `rememberMs`. Joins a surrounding transaction. */
  conclude(owner: Owner, held: HeldClaim, outcome: object, rememberMs: number): Promise<void> {
    const until = new Date(this.clock.now().getTime() + rememberMs);
    return this.claims.inTransaction(() => this.claims.conclude(owner, held, outcome, until));
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onApplicationShutdown(): void {
    this.rounds.stop();
  }

  /** One round: what is in hand is renewed, what nobody may rely on any more is forgotten. */
  async round(): Promise<void> {
    const start = this.clock.now();
    const held = [...this.inHand.values()];
    for (let start = 0; start < held.length; start += AT_ONCE) {
      const some = held.slice(start, start + AT_ONCE);
      await this.claims.inTransaction(() => this.claims.renew(some, this.lease().heldUntil));
    }
    // What was renewed or taken meanwhile is not forgotten, however long that took.
    const tookMs = this.clock.now().getTime() - start.getTime();
    await this.claims.forget(start, this.leaseMs + tookMs);
  }

  /** From now on. Asked inside a transaction: while many wait for a connection, it would end before it began. */
  private lease(): { readonly now: Date; readonly heldUntil: Date } {
    const now = this.clock.now();
    return { now, heldUntil: new Date(now.getTime() + this.leaseMs) };
  }

  private async compete<T>(
    owner: Owner,
    request: ClaimRequest,
    look: () => Promise<T | null>,
  ): Promise<ClaimAnswer<T>> {
    for (let waited = false; ; waited = true) {
      request.signal?.throwIfAborted();
      const ear = this.signals.listen(request.id);
      try {
        // Of all those that are woken hardly one has to write. Who comes first takes over an outcome that is too old.
        let found = waited ? await look() : null;
        const held = found === null ? await this.tryHold(owner, request) : null;
        if (held) return await this.lookAgain(owner, held, look, waited);
        if (!waited) found = await look();
        if (found !== null) return { found, waited: true };
        await this.untilItMoves(owner, request, ear);
      } finally {
        ear.close();
      }
    }
  }

  /** Whoever held it before may have finished between the last look and now. */
  private async lookAgain<T>(
    owner: Owner,
    held: HeldClaim,
    look: () => Promise<T | null>,
    waited: boolean,
  ): Promise<ClaimAnswer<T>> {
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

  private async tryHold(owner: Owner, { id, fingerprint }: ClaimRequest): Promise<HeldClaim | null> {
    const holder = this.ids.next();
    try {
      const isHeld = await this.claims.together(() => {
        const { now, heldUntil } = this.lease();
        const living = this.inHand.get(id)?.holder ?? null;
        return this.claims.tryHold(owner, { id, fingerprint, holder, heldUntil }, now, living);
      });
      return isHeld ? { id, holder, fingerprint } : null;
    } catch (error) {
      // Perhaps only the answer was lost, and the claim is held by nobody who knows of it.
      void this.letGo(owner, { id, holder, fingerprint });
      throw error;
    }
  }

  /** Waits until the holder says that it is done, or gives no sign of life any more. */
  private async untilItMoves(owner: Owner, { id, signal }: ClaimRequest, ear: Ear): Promise<void> {
    let claim = await this.claims.find(owner, id);
    while (claim?.holder && !ear.hasHeard && !signal?.aborted) {
      const leftMs = this.msLeft(claim);
      if (leftMs < 0) return;
      await ear.wait(Math.min(leftMs + 1, LOOK_AGAIN_MS), signal);
      if (!ear.hasHeard) claim = await this.peek(owner, id);
    }
  }

  /** For how long the holder is still taken for alive; below 0 when it is not, or the claim is free. */
  private msLeft({ id, holder, heldUntil }: Claim): number {
    if (holder === null) return -1;
    if (this.inHand.get(id)?.holder === holder) return this.leaseMs;
    return leaseMsLeft(heldUntil, this.clock.now(), this.leaseMs);
  }

  /** One query for all that wait for the same claim and look at the same moment. */
  private peek(owner: Owner, id: string): Promise<Claim | null> {
    const running = this.peeks.get(id);
    if (running) return running;
    const peek = this.claims.find(owner, id).finally(() => this.peeks.delete(id));
    this.peeks.set(id, peek);
    return peek;
  }
}
