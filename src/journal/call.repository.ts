import { Injectable } from '@nestjs/common';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { BilledReply } from '../claude/index.js';
import type { Owner } from '../common/index.js';
import { encodeInstant, insertRows, UnitOfWork } from '../database/index.js';
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

/** What decides where a call is counted: the day on which it was sent, which is that of its price. */
export type SentCall = Pick<Call, keyof Owner | 'id' | 'kind' | 'model' | 'attempt' | 'startedAt'>;

/** `settled`: written now; `known`: it was written before; `late`: its lease had been taken, and its status stays. */
export type Settlement =
  { readonly as: 'settled' | 'late'; readonly call: SentCall } | { readonly as: 'known'; readonly call: null };

@Injectable()
export class CallRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async insert(owner: Owner, call: Omit<Call, keyof Owner>): Promise<void> {
    await this.unitOfWork.write((db) => insertRows(db, Call, [{ ...call, ...ownerOf(owner) }]));
  }

  /**
   * Ends a call of this process. Who lost the lease cannot change the status, but what was billed is kept all the same.
   * @returns whose it is now: another's than it was begun for where that user was erased meanwhile
   */
  settle({ tenantId }: Owner, id: string, leaseHolder: string, end: CallEnd): Promise<Settlement> {
    return this.unitOfWork.write(async (db) => {
      const mine = { id, tenantId, leaseHolder };
      const billed = billing(end);
      const { status, endedAt, errorCode } = end;
      const [settled] = await change(db, { ...billed, status, endedAt, errorCode }, { ...mine, status: 'pending' });
      if (settled) return { as: 'settled', call: settled };
      const [late] = await change(db, { ...billed, leaseHolder: NOBODY }, { ...mine, status: 'interrupted' });
      return late ? { as: 'late', call: late } : { as: 'known', call: null };
    });
  }

  /** A sign of life for calls that this process waits for. */
  async renewLeases(leaseHolder: string, ids: readonly string[], leaseUntil: Date): Promise<void> {
    for (let start = 0; start < ids.length; start += RENEWED_AT_ONCE) {
      const some = { ids: ids.slice(start, start + RENEWED_AT_ONCE), leaseHolder };
      const which = `${PENDING} AND id IN (:...ids) AND lease_holder = :leaseHolder`;
      await this.unitOfWork.runAhead(() => this.unitOfWork.write((db) => change(db, { leaseUntil }, which, some)));
    }
  }

  /** Ends the calls of processes that gave no sign of life. @returns those calls */
  interruptExpired(now: Date): Promise<SentCall[]> {
    const interrupted = { status: 'interrupted', endedAt: now } as const;
    const which = `${PENDING} AND lease_until < :now`;
    return this.unitOfWork.write((db) => change(db, interrupted, which, { now: encodeInstant(now) }));
  }
}

/** The status stands there literally: only so can the partial index be used. */
const PENDING = "status = 'pending'";

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

/** Changes calls, and says which. TypeORM knows RETURNING on PostgreSQL only. */
async function change(
  db: EntityManager,
  values: Partial<Call>,
  which: string | Partial<Call>,
  parameters: ObjectLiteral = {},
): Promise<SentCall[]> {
  const update = db.createQueryBuilder().update(Call).set(values).where(which, parameters);
  const [sql, bound] = update.getQueryAndParameters();
  const answer = await db.query<ReturnedRow[] | [ReturnedRow[], number]>(`${sql} RETURNING ${RETURNED}`, bound);
  // On PostgreSQL the rows of an UPDATE come beside their number.
  const rows = Array.isArray(answer[0]) ? answer[0] : (answer as ReturnedRow[]);
  return rows.map(({ started_at, ...call }) => ({ ...call, startedAt: new Date(started_at) }));
}

const RETURNED = 'id, tenant_id AS "tenantId", user_id AS "userId", kind, model, attempt, started_at';

interface ReturnedRow extends Omit<SentCall, 'startedAt'> {
  readonly started_at: string;
}
