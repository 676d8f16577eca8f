import { Injectable } from '@nestjs/common';
import { Clock, ProcessId } from '../common/index.js';
import { encodeInstant } from './columns.js';
import { Lease } from './entities/lease.entity.js';
import { leaseIsOver } from './lease-term.js';
import { SqlValues } from './sql-values.js';
import { tableOf } from './table-prefix.js';
import { UnitOfWork } from './unit-of-work.js';

/**
 * Leases of background work: one process among the replicas does it at a time. A process that was away for longer than
 * its lease may not notice: what the work writes must be safe without it.
 */
@Injectable()
export class LeaseRepository {
  constructor(
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
    return this.unitOfWork.runAhead(() =>
      this.unitOfWork.write(async (db) => {
        const now = this.clock.now();
        const until = encodeInstant(new Date(now.getTime() + forMs));
        const values = new SqlValues(db);
        const row = [name, holder, until].map((value) => values.place(value));
        const rows = await db.query<unknown[]>(
          `INSERT INTO ${tableOf(db, Lease)} AS leases (name, holder, held_until) VALUES (${row.join(', ')})
           ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
           WHERE leases.holder = excluded.holder OR ${leaseIsOver(values, 'leases.held_until', now, forMs)}
           RETURNING name`,
          values.all,
        );
        return rows.length > 0;
      }),
    );
  }

  /** Gives the lease up, if this process has it. */
  async letGo(name: string): Promise<void> {
    const mine = { name, holder: this.process.value };
    await this.unitOfWork.run(() => this.unitOfWork.write((db) => db.delete(Lease, mine)));
  }
}
