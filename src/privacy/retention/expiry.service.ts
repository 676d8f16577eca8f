import { Injectable } from '@nestjs/common';
import { type Aged, type AuditEntry, AuditTrail, type Expirable, type AccessScope } from '../../common/index.js';
import { LeaseRepository, UnitOfWork } from '../../database/index.js';
import { HoldsService } from '../../holds/index.js';

export interface BatchRequest {
  readonly before: Date;
  readonly after: string | null;
  readonly most: number;
  /** Name of the lease, which each batch renews. Without it nothing is deleted. */
  readonly lease: string;
  readonly leaseMs: number;
}

export interface Batch {
  /** Position after which the next batch continues. */
  readonly after: string;
  /** Number of deleted rows. */
  readonly deleted: number;
  /** Number of expired rows that a legal hold keeps. */
  readonly kept: number;
}

/** Maximum number of ids in one audit record. */
const MOST_IDS = 100;

/** Deletes expired rows in batches, and records each deletion in the audit trail. */
@Injectable()
export class ExpiryService {
  constructor(
    private readonly holds: HoldsService,
    private readonly leases: LeaseRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** Runs in one transaction that first renews the lease, so that a process that has lost it deletes nothing. */
  async expire(expirable: Expirable, request: BatchRequest): Promise<Batch | 'nothing left' | 'lease lost'> {
    const { before, after, most, lease, leaseMs } = request;
    const aged = await expirable.findAged(before, after, most);
    const last = aged.at(-1);
    if (!last) return 'nothing left';
    return this.unitOfWork.run(async () => {
      if (!(await this.leases.hold(lease, leaseMs))) return 'lease lost';
      const free = await this.notHeld(expirable, aged);
      const deleted = free.length === 0 ? [] : await expirable.expire(free, before);
      for (const [scope, entry] of entriesOf(expirable, deleted)) await this.audit.record(scope, entry);
      return { after: last.place, deleted: deleted.length, kept: aged.length - free.length };
    });
  }

  /**
   * Filters rows under a legal hold: content of the held user, and ledger and audit records of all users of a tenant
   * with a held user.
   */
  private async notHeld({ term }: Expirable, aged: readonly Aged[]): Promise<Aged[]> {
    const free: Aged[] = [];
    for (const [tenantId, rows] of grouped(aged, ({ tenantId }) => tenantId)) {
      if (term !== 'content') {
        if (!(await this.holds.isAnyHeld(tenantId))) free.push(...rows);
        continue;
      }
      const held = await this.holds.heldAmong(tenantId, [...new Set(rows.map(({ userId }) => userId ?? ''))]);
      free.push(...rows.filter(({ userId }) => !held.has(userId ?? '')));
    }
    return free;
  }
}

/** Returns one audit record for each user with deleted rows; for the audit trail itself, one for each deleted range. */
function entriesOf({ kind, term }: Expirable, deleted: readonly Aged[]): [AccessScope, AuditEntry][] {
  if (term === 'audit') {
    return deleted.map((range) => [range, { action: 'audit.expired', detail: { through_seq: Number(range.id) } }]);
  }
  const byUser = grouped(deleted, ({ tenantId, userId }) => JSON.stringify([tenantId, userId]));
  return [...byUser.values()].flatMap((rows): [AccessScope, AuditEntry][] => {
    const ids = rows.slice(0, MOST_IDS).map(({ id }) => id);
    const [scope] = rows;
    return scope ? [[scope, { action: `${term}.expired`, detail: { kind, count: rows.length, ids } }]] : [];
  });
}

function grouped(aged: readonly Aged[], by: (one: Aged) => string): Map<string, Aged[]> {
  const groups = new Map<string, Aged[]>();
  // Sorted, so that two processes lock tenants in the same order and do not deadlock.
  for (const one of [...aged].sort((a, b) => (by(a) < by(b) ? -1 : 1))) {
    groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  }
  return groups;
}
