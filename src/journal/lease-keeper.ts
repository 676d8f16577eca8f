import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, type Log, Logs, type PeriodicJob, PeriodicJobs, ProcessId, RepriseEvents } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { CallRepository } from './call.repository.js';
import { interruptedPayload } from './event-payloads.js';
import { DEFAULT_LEASE_MS, JOURNAL_OPTIONS, type JournalModuleOptions } from './journal.options.js';
import { interruptedEntry } from './ledger-entry.js';
import { LedgerRepository } from './ledger.repository.js';

/** Keeps the leases of this process alive and ends the calls of processes that died. */
@Injectable()
export class LeaseKeeper implements OnApplicationBootstrap {
  private readonly logger: Log;
  private readonly leaseMs: number;
  private readonly held = new Set<string>();
  private readonly renewal: PeriodicJob;

  constructor(
    @Inject(JOURNAL_OPTIONS) options: JournalModuleOptions,
    private readonly calls: CallRepository,
    private readonly ledger: LedgerRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly process: ProcessId,
    private readonly clock: Clock,
    private readonly events: RepriseEvents,
    jobs: PeriodicJobs,
    logs: Logs,
  ) {
    this.logger = logs.of(LeaseKeeper);
    this.leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    this.renewal = jobs.add({
      name: 'call-leases',
      everyMs: this.leaseMs / 3,
      work: () => this.renew(),
      stop: 'last',
    });
  }

  /**
   * Renews the call's lease from now on, until `letGo`. The lease of a call whose end could not be stored, or may not have been
   * stored, must expire although this process is alive.
   */
  hold(callId: string): void {
    this.held.add(callId);
  }

  letGo(callId: string): void {
    this.held.delete(callId);
  }

  async onApplicationBootstrap(): Promise<void> {
    // A process that died here before may have left calls behind.
    await this.renewal.runIfIdle();
  }

  /**
   * Renews the leases of this process, and ends the calls whose lease was not renewed. A process that stood still for longer than a lease
   * finds calls of its own that are over by the clock, and never ends those: it still waits for the answer.
   */
  round(): Promise<void> {
    return this.renewal.run();
  }

  private async renew(): Promise<void> {
    const now = this.clock.now();
    await this.calls.renewLeases(this.process.value, [...this.held], new Date(now.getTime() + this.leaseMs));
    const ended = await this.interruptExpired(this.clock.now());
    if (ended > 0) this.logger.warn(`${ended} calls whose lease ran out are interrupted: what came of them is unknown`);
  }

  private interruptExpired(now: Date): Promise<number> {
    return this.unitOfWork.run(async () => {
      const calls = await this.calls.interruptExpired(now, this.leaseMs, (id) => this.held.has(id));
      this.ledger.add(calls.map(interruptedEntry));
      for (const call of calls)
        this.unitOfWork.afterCommit(() => this.events.emit('call.settled', call, interruptedPayload(call)));
      return calls.length;
    });
  }
}
