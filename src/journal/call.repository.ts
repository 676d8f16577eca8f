import { Injectable } from '@nestjs/common';
import type { ObjectLiteral } from 'typeorm';
import type { BilledReply } from '../claude/index.js';
import type { Owner } from '../common/index.js';
import { encodeInstant, UnitOfWork } from '../database/index.js';
import { billedColumns } from './billed-columns.js';
import { Call, type CallStatus } from './entities/call.entity.js';

/** How a call ended. `reply` is what there is of Claude's reply, where it began one. */
export interface CallEnd {
  readonly status: Exclude<CallStatus, 'pending'>;
  readonly endedAt: Date;
  readonly errorCode: string | null;
  readonly claudeRequestId: string | null;
  readonly reply: BilledReply | null;
}

/** `settled`: written now; `known`: it was written before; `late`: its lease had been taken, and its status stays. */
export type Settlement = 'settled' | 'known' | 'late';

@Injectable()
export class CallRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async insert(owner: Owner, call: Omit<Call, keyof Owner>): Promise<void> {
    await this.unitOfWork.write((db) => db.insert<ObjectLiteral>(Call, { ...call, ...ownerOf(owner) }));
  }

  /** Ends a call of this process. Who lost the lease cannot change the status, but what was billed is kept all the same. */
  settle(owner: Owner, id: string, leaseHolder: string, end: CallEnd): Promise<Settlement> {
    return this.unitOfWork.write(async (db) => {
      const mine = { id, ...ownerOf(owner), leaseHolder };
      const billed = billing(end);
      const { status, endedAt, errorCode } = end;
      const done = await db.update(Call, { ...mine, status: 'pending' }, { ...billed, status, endedAt, errorCode });
      if (done.affected) return 'settled';
      const late = await db.update(Call, { ...mine, status: 'interrupted' }, { ...billed, leaseHolder: NOBODY });
      return late.affected ? 'late' : 'known';
    });
  }

  /** A sign of life for calls that this process waits for. */
  async renewLeases(leaseHolder: string, ids: readonly string[], leaseUntil: Date): Promise<void> {
    for (let start = 0; start < ids.length; start += RENEWED_AT_ONCE) {
      const some = { ids: ids.slice(start, start + RENEWED_AT_ONCE), leaseHolder };
      await this.changePending({ leaseUntil }, 'id IN (:...ids) AND lease_holder = :leaseHolder', some);
    }
  }

  /** Ends the calls of processes that gave no sign of life. @returns how many */
  interruptExpired(now: Date): Promise<number> {
    const change = { status: 'interrupted', endedAt: now } as const;
    return this.changePending(change, 'lease_until < :now', { now: encodeInstant(now) });
  }

  private async changePending(change: Partial<Call>, which: string, parameters: ObjectLiteral): Promise<number> {
    const { affected } = await this.unitOfWork.run(() =>
      this.unitOfWork.write((db) =>
        // The status stands there literally: only so can the partial index be used.
        db.createQueryBuilder().update(Call).set(change).where(`status = 'pending' AND ${which}`, parameters).execute(),
      ),
    );
    return affected ?? 0;
  }
}

/** Fewer than the parameters that either database takes. */
const RENEWED_AT_ONCE = 500;

/** Holder of a call whose late end is written down: a second try to do so finds nothing to change. */
const NOBODY = '';

function ownerOf({ tenantId, userId }: Owner): Owner {
  return { tenantId, userId };
}

function billing({ claudeRequestId, reply }: CallEnd): Partial<Call> {
  if (reply === null) return { claudeRequestId };
  return { ...billedColumns(reply), serviceTier: reply.usage.serviceTier };
}
