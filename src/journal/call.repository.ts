import { Injectable } from '@nestjs/common';
import type { BilledReply } from '../claude/index.js';
import type { Owner } from '../common/index.js';
import { anyOf, Database, FOR_UPDATE, leaseHasEnded, type Sql, sql, UnitOfWork } from '../database/index.js';
import { billedColumns } from './billed-columns.js';
import { Call, type CallStatus } from './entities/call.entity.js';

/** How a call ended. `reply` is what there is of Claude's reply, where it began one. */
export interface CallEnd {
  readonly status: Exclude<CallStatus, 'pending' | 'interrupted'>;
  readonly endedAt: Date;
  readonly errorCode: string | null;
  readonly claudeRequestId: string | null;
  readonly reply: BilledReply | null;
  /** Where there is no reply: whether Claude may have billed the call all the same. */
  readonly mayBeBilled: boolean;
}

/** What decides where a call is counted: the day on which it was sent, which is that of its price. */
export type SentCall = Pick<Call, keyof Owner | 'id' | 'kind' | 'model' | 'attempt' | 'startedAt' | 'reservedPicoUsd'>;

/** `settled`: written now; `known`: it was written before; `late`: written now, and counted as interrupted before. */
export type Settlement =
  { readonly as: 'settled' | 'late'; readonly call: SentCall } | { readonly as: 'known'; readonly call: null };

@Injectable()
export class CallRepository {
  constructor(
    private readonly db: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async insert(owner: Owner, call: Omit<Call, keyof Owner>): Promise<void> {
    await this.db.insert(Call, [{ ...call, ...ownerOf(owner) }]);
  }

  /**
   * Ends a call of this process, also one that another process called interrupted: that one could not know how it ended.
   * @returns whose it is now: another's than it was begun for where that user was erased meanwhile
   */
  async settle({ tenantId }: Owner, id: string, leaseHolder: string, end: CallEnd): Promise<Settlement> {
    const { status, endedAt, errorCode } = end;
    const changes = { ...billing(end), status, endedAt, errorCode };
    // Calls with a reply have more columns to be written.
    const step = `settle calls ${end.reply === null ? 'without' : 'with'} a reply`;
    const ended = { ...changes, id, tenantId, leaseHolder };
    const settled = await this.db.together(step, ended, (all) => this.settleAll(all));
    if (settled) return { as: 'settled', call: settled };
    const [late] = await this.change(
      changes,
      sql`status = 'interrupted' AND id = ${id} AND tenant_id = ${tenantId} AND lease_holder = ${leaseHolder}`,
    );
    return late ? { as: 'late', call: late } : { as: 'known', call: null };
  }

  /** A sign of life for calls that this process waits for. */
  async renewLeases(leaseHolder: string, ids: readonly string[], leaseUntil: Date): Promise<void> {
    for (let start = 0; start < ids.length; start += CHANGED_AT_ONCE) {
      const some = ids.slice(start, start + CHANGED_AT_ONCE);
      const mine = sql`id IN (SELECT id FROM ${Call}
        WHERE ${PENDING} AND id IN ${anyOf(some)} AND lease_holder = ${leaseHolder} ORDER BY id ${FOR_UPDATE})`;
      await this.unitOfWork.runAhead(() => this.db.update(Call, { leaseUntil }, mine));
    }
  }

  /**
   * Ends the calls of processes that gave no sign of life.
   * @param leaseMs how long a lease lasts that is taken now
   * @param isUnderWay tells the calls that this process itself waits for: they are never ended here, whatever their lease says
   * @returns those calls
   */
  async interruptExpired(now: Date, leaseMs: number, isUnderWay: (id: string) => boolean): Promise<SentCall[]> {
    const expired = await this.db.rows<Pick<Call, 'id'>>(sql`
      SELECT id FROM ${Call} WHERE ${PENDING} AND ${leaseHasEnded('lease_until', now, leaseMs)} ORDER BY id ${FOR_UPDATE}`);
    const ids = expired.map(({ id }) => id).filter((id) => !isUnderWay(id));
    const ended: SentCall[] = [];
    for (let start = 0; start < ids.length; start += CHANGED_AT_ONCE) {
      const some = ids.slice(start, start + CHANGED_AT_ONCE);
      ended.push(...(await this.change({ status: 'interrupted', endedAt: now }, sql`id IN ${anyOf(some)}`)));
    }
    return ended;
  }

  /** Changes calls, and says which. */
  private async change(changes: Partial<Call>, which: Sql): Promise<SentCall[]> {
    const rows = await this.db.updateReturning<Call, ReturnedRow>(Call, changes, which, RETURNED);
    return rows.map(toSentCall);
  }

  /** Ends those that are pending. */
  private async settleAll(ended: readonly (Partial<Call> & Pick<Call, 'id'>)[]): Promise<(SentCall | undefined)[]> {
    const settled = await this.db.updateEach<Call, ReturnedRow>(Call, ended, {
      keys: ['id', 'tenantId', 'leaseHolder'],
      where: PENDING,
      returning: RETURNED,
    });
    const calls = new Map(settled.map((row) => [row.id, toSentCall(row)]));
    return ended.map(({ id }) => calls.get(id));
  }
}

/** The status stands there literally: only so can the partial index be used. */
const PENDING = sql`status = 'pending'`;

/** Fewer than the parameters that either database takes. */
const CHANGED_AT_ONCE = 500;

function ownerOf({ tenantId, userId }: Owner): Owner {
  return { tenantId, userId };
}

function billing(end: CallEnd): Partial<Call> {
  const { claudeRequestId, reply } = end;
  if (reply !== null) return { ...billedColumns(reply), serviceTier: reply.usage.serviceTier };
  return { claudeRequestId, ...costOfNoReply(end) };
}

/** What a call without a reply was billed: nothing, or an unknown amount. */
function costOfNoReply({ mayBeBilled }: CallEnd): Pick<Call, 'usageBasis' | 'costPicoUsd'> {
  return mayBeBilled ? { usageBasis: 'unknown', costPicoUsd: null } : { usageBasis: 'reported', costPicoUsd: 0n };
}

/** What the call's row says of its bill once it has ended so. */
export function billOf({ reservedPicoUsd }: Pick<Call, 'reservedPicoUsd'>, end: CallEnd) {
  if (end.reply !== null) return { ...billedColumns(end.reply), reservedPicoUsd };
  const nothing = { inputTokens: 0, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 };
  return { ...nothing, ...costOfNoReply(end), reservedPicoUsd };
}

function toSentCall({ started_at, reserved_pico_usd: reserved, ...call }: ReturnedRow): SentCall {
  return { ...call, startedAt: new Date(started_at), reservedPicoUsd: reserved === null ? null : BigInt(reserved) };
}

const RETURNED = sql`id, tenant_id AS "tenantId", user_id AS "userId", kind, model, attempt, started_at,
  CAST(reserved_pico_usd AS TEXT) AS reserved_pico_usd`;

interface ReturnedRow extends Omit<SentCall, 'startedAt' | 'reservedPicoUsd'> {
  readonly started_at: string;
  readonly reserved_pico_usd: string | null;
}
