import { Injectable } from '@nestjs/common';
import { Clock, ProcessId } from '../common/index.js';
import { Database } from './database.js';
import { Lease } from './entities/lease.entity.js';
import { leaseHasEnded } from './lease-term.js';
import { sql } from './sql.js';
import { UnitOfWork } from './unit-of-work.js';

/**
 * Leases of background work: one process among the replicas does it at a time. A process that was away for longer than
 * its lease may not notice: what the work writes must be safe without it.
 */
@Injectable()
export class LeaseRepository {
  constructor(
    private readonly db: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly process: ProcessId,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes the lease if no process has it, or keeps it.
   * @param forMs the same for all who want this lease: one that lasts longer is void
   * @returns whether it is this process' for the next `forMs`
   */
  hold(name: string, forMs: number): Promise<boolean> {
    const holder = this.process.value;
    return this.unitOfWork.runAhead(async () => {
      const now = this.clock.now();
      const lease: Lease = { name, holder, heldUntil: new Date(now.getTime() + forMs) };
      const onConflict = sql`(name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
        WHERE stored.holder = excluded.holder OR ${leaseHasEnded('stored.held_until', now, forMs)}`;
      const taken = await this.db.insertReturning(Lease, [lease], { onConflict, returning: sql`name` });
      return taken.length > 0;
    });
  }

  /** Gives the lease up, if this process has it. */
  async letGo(name: string): Promise<void> {
    await this.unitOfWork.run(() => this.db.delete(Lease, sql`name = ${name} AND holder = ${this.process.value}`));
  }
}
