import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, ProcessId } from '../common/index.js';
import { CallRepository } from './call.repository.js';
import { DEFAULT_LEASE_MS, JOURNAL_OPTIONS, type JournalModuleOptions } from './journal.options.js';

/** Keeps the leases of this process alive and ends the calls of processes that died. */
@Injectable()
export class LeaseKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LeaseKeeper.name);
  private readonly leaseMs: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(JOURNAL_OPTIONS) options: JournalModuleOptions,
    private readonly calls: CallRepository,
    private readonly process: ProcessId,
    private readonly clock: Clock,
  ) {
    this.leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
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
    await this.calls.renewLeases(this.process.value, new Date(now.getTime() + this.leaseMs));
    const ended = await this.calls.interruptExpired(now);
    if (ended > 0)
      this.logger.warn(`${ended} calls of a process that died are interrupted: what came of them is unknown`);
  }

  private async tick(): Promise<void> {
    try {
      await this.round();
    } catch {
      // The database is away: nobody can take the leases meanwhile either, and the next round comes.
      this.logger.warn('the leases could not be renewed');
    }
  }
}
