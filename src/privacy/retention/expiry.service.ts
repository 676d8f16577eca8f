import { Injectable } from '@nestjs/common';
import { type Aged, type AuditEntry, AuditTrail, type Expirable, type AccessScope } from '../../common/index.js';
import { LeaseRepository, UnitOfWork } from '../../database/index.js';
import { HoldsService } from '../../holds/index.js';

export interface BatchRequest {
  readonly before: Date;
  readonly after: string | null;
  readonly most: number;
  /** Kept for so long with each batch; without it nothing is erased. */
  readonly lease: string;
  readonly leaseMs: number;
}

export interface Batch {
  /** From where the next batch goes on. */
  readonly after: string;
  readonly gone: number;
  /** What is old enough, and held. */
  readonly kept: number;
}

/** Most ids that a record names. */
const MOST_IDS = 100;

/** Erases a few rows that are too old, and records whose. */
@Injectable()
export class ExpiryService {
  constructor(
    private readonly holds: HoldsService,
    private readonly leases: LeaseRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** One transaction, which begins with the lease: who has lost it while it was away erases nothing any more. */
  async expire(expirable: Expirable, request: BatchRequest): Promise<Batch | 'nothing left' | 'not ours'> {
    const { before, after, most, lease, leaseMs } = request;
    const aged = await expirable.findAged(before, after, most);
    const last = aged.at(-1);
    if (!last) return 'nothing left';
    return this.unitOfWork.run(async () => {
      if (!(await this.leases.hold(lease, leaseMs))) return 'not ours';
      const free = await this.notHeld(expirable, aged);
      const gone = free.length === 0 ? [] : await expirable.expire(free, before);
      for (const [of, entry] of entriesOf(expirable, gone)) await this.audit.record(of, entry);
      return { after: last.place, gone: gone.length, kept: aged.length - free.length };
    });
  }

  /** Content is kept of users that are held; ledger and trail of every tenant that has one. */
  private async notHeld({ term }: Expirable, aged: readonly Aged[]): Promise<Aged[]> {
    const free: Aged[] = [];
    for (const [tenantId, theirs] of grouped(aged, ({ tenantId }) => tenantId)) {
      if (term !== 'content') {
        if (!(await this.holds.isAnyHeld(tenantId))) free.push(...theirs);
        continue;
      }
      const held = await this.holds.heldAmong(tenantId, [...new Set(theirs.map(({ userId }) => userId ?? ''))]);
      free.push(...theirs.filter(({ userId }) => !held.has(userId ?? '')));
    }
    return free;
  }
}

/** One record for each user that something is gone of; of the trail itself, one for each stretch. */
function entriesOf({ kind, term }: Expirable, gone: readonly Aged[]): [AccessScope, AuditEntry][] {
  if (term === 'audit') {
    return gone.map((stretch) => [stretch, { action: 'audit.expired', detail: { through_seq: Number(stretch.id) } }]);
  }
  const byUser = grouped(gone, ({ tenantId, userId }) => JSON.stringify([tenantId, userId]));
  return [...byUser.values()].flatMap((theirs): [AccessScope, AuditEntry][] => {
    const ids = theirs.slice(0, MOST_IDS).map(({ id }) => id);
    const [of] = theirs;
    return of ? [[of, { action: `${term}.expired`, detail: { kind, count: theirs.length, ids } }]] : [];
  });
}

function grouped(aged: readonly Aged[], by: (one: Aged) => string): Map<string, Aged[]> {
  const groups = new Map<string, Aged[]>();
  // In one order, so that two who lock tenants never wait for each other.
  for (const one of [...aged].sort((a, b) => (by(a) < by(b) ? -1 : 1))) {
    groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  }
  return groups;
}
