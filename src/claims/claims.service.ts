import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type Owner, ProcessId } from '../common/index.js';
import { ClaimRepository } from './claim.repository.js';
import { ClaimSignals } from './claim-signals.js';
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

/** A claim that this process holds. */
export interface HeldClaim {
  readonly id: string;
}

export type ClaimAnswer<T> =
  | { readonly held: HeldClaim }
  /** `waited`: somebody else was at it when the request came. */
  | { readonly found: T; readonly waited: boolean };

/** Longest wait before looking again without having been woken, in milliseconds: for a notification that got lost. */
const LOOK_AGAIN_MS = 5_000;

/** Lets one request at a time, across replicas, do what others then share. */
@Injectable()
export class ClaimsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ClaimsService.name);
  private readonly leaseMs: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CLAIMS_OPTIONS) options: ClaimsModuleOptions,
    private readonly claims: ClaimRepository,
    private readonly signals: ClaimSignals,
    private readonly process: ProcessId,
    private readonly clock: Clock,
  ) {
    this.leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
  }

  /**
   * Takes the claim, or waits until `look` finds what its holder made. When the holder fails, one of those who wait
   * takes over; when it dies, after its lease.
   * @throws the signal's reason
   */
  async holdOrFind<T>(owner: Owner, request: ClaimRequest, look: () => Promise<T | null>): Promise<ClaimAnswer<T>> {
    for (let waited = false; ; waited = true) {
      request.signal?.throwIfAborted();
      const ear = this.signals.listen(request.id);
      try {
        if (await this.tryHold(owner, request)) return await this.lookAgain(owner, request, look, waited);
        const found = await look();
        if (found !== null) return { found, waited: true };
        await ear.wait(await this.patience(owner, request.id), request.signal);
      } finally {
        ear.close();
      }
    }
  }

  find(owner: Owner, id: string): Promise<Claim | null> {
    return this.claims.find(owner, id);
  }

  /** Gives the claim up: one of those who wait takes it. Joins a surrounding transaction. */
  release(owner: Owner, { id }: HeldClaim): Promise<void> {
    return this.claims.inTransaction(() => this.claims.release(owner, id, this.process.value));
  }

  /** Keeps what came of it for `rememberMs`. Joins a surrounding transaction. */
  conclude(owner: Owner, { id }: HeldClaim, outcome: object, rememberMs: number): Promise<void> {
    const until = new Date(this.clock.now().getTime() + rememberMs);
    return this.claims.inTransaction(() => this.claims.conclude(owner, id, this.process.value, outcome, until));
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tick(), this.leaseMs / 3).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Whoever held it before may have finished between the last look and now. */
  private async lookAgain<T>(
    owner: Owner,
    claim: ClaimRequest,
    look: () => Promise<T | null>,
    waited: boolean,
  ): Promise<ClaimAnswer<T>> {
    const found = await look();
    if (found === null) return { held: { id: claim.id } };
    await this.release(owner, claim);
    return { found, waited };
  }

  private tryHold(owner: Owner, { id, fingerprint }: ClaimRequest): Promise<boolean> {
    const now = this.clock.now();
    const heldUntil = new Date(now.getTime() + this.leaseMs);
    return this.claims.tryHold(owner, { id, fingerprint, holder: this.process.value, heldUntil }, now);
  }

  /** How long to wait for the holder: until its lease ends, if it is not renewed. */
  private async patience(owner: Owner, id: string): Promise<number> {
    const claim = await this.claims.find(owner, id);
    if (claim === null) return 0;
    return Math.min(Math.max(claim.heldUntil.getTime() - this.clock.now().getTime(), 0) + 1, LOOK_AGAIN_MS);
  }

  private async tick(): Promise<void> {
    const now = this.clock.now();
    try {
      await this.claims.renew(this.process.value, new Date(now.getTime() + this.leaseMs));
      await this.claims.forget(now);
    } catch {
      // The database is away: nobody can take the claims meanwhile either, and the next round comes.
      this.logger.warn('the claims could not be renewed');
    }
  }
}
