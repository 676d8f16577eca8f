import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, ProcessId } from '../common/index.js';
import { CallRepository } from './call.repository.js';
import { DEFAULT_LEASE_MS, JOURNAL_OPTIONS, type JournalModuleOptions } from './journal.options.js';

/** Keeps the leases of this process alive and ends the calls of processes that died. */
@Injectable()
export class LeaseKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LeaseKeeper.name);
  private readonly leaseMs: number;
  private readonly held = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private isBusy = false;

  constructor(
    @Inject(JOURNAL_OPTIONS) options: JournalModuleOptions,
    private readonly calls: CallRepository,
    private readonly process: ProcessId,
    private readonly clock: Clock,
  ) {
    this.leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
  }

  /**
   * Renews the call's lease from now on, until it is let go. Only these: a call whose end could not be written down,
   * or of which nobody knows that it was, must run out although this process lives.
   */
  hold(callId: string): void {
    this.held.add(callId);
  }

  letGo(callId: string): void {
    this.held.delete(callId);
  }

  onApplicationBootstrap(): void {
    void this.tick();
    this.timer = setInterval(() => void this.tick(), this.leaseMs / 3).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** One round: what is ours is renewed, what nobody renewed is ended. */
  async round(): Promise<void> {
    const now = this.clock.now();
    await this.calls.renewLeases(this.process.value, [...this.held], new Date(now.getTime() + this.leaseMs));
    const ended = await this.calls.interruptExpired(now);
    if (ended > 0) this.logger.warn(`${ended} calls whose lease ran out are interrupted: what came of them is unknown`);
  }

  /** Skipped while the last one still waits for the database: rounds must not take the pool's connections. */
  private async tick(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await this.round();
    } catch {
      // The database is away: nobody can take the leases meanwhile either, and the next round comes.
      this.logger.warn('the leases could not be renewed');
    } finally {
      this.isBusy = false;
    }
  }
}
