import { Injectable } from '@nestjs/common';
import type { Owner } from '../common/index.js';
import { anyOf, Database, FOR_UPDATE, leaseHasEnded, rawSql, type Sql, sql, UnitOfWork } from '../database/index.js';
import { ContentEncryption } from '../encryption/index.js';
import { OutcomeErasedError } from './locks.errors.js';
import { Lock } from './entities/lock.entity.js';
import { PROTECTED_LOCKS } from './protected-locks.js';
import { LockSignals } from './signals/lock-signals.js';

type Held = Pick<Lock, 'id' | 'holder' | 'fingerprint'>;

@Injectable()
export class LockRepository {
  constructor(
    private readonly db: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly signals: LockSignals,
    private readonly encryption: ContentEncryption,
  ) {}

  /**
   * Takes the lock if it is free, or the lease of its holder has expired, in the surrounding transaction. It is one statement, so
   * that of any number of requests on any number of replicas exactly one succeeds.
   * @param living its holder in this process, which is known to be alive: its lock is not taken, even if the lease has expired
   */
  tryHold(
    owner: Owner,
    lock: Held & Pick<Lock, 'heldUntil'>,
    now: Date,
    living: string | null = null,
  ): Promise<boolean> {
    const { tenantId, userId } = owner;
    const one: Wanted = { ...lock, tenantId, userId, now, living };
    return this.db.together('take claims', one, (wanted) => this.takeAll(wanted));
  }

  /**
   * @param fingerprint of the request whose outcome is wanted: that of another one is not opened, and `null`
   * @throws OutcomeErasedError, UnreadableContentError
   */
  async find({ tenantId }: Owner, id: string, fingerprint?: string): Promise<Lock | null> {
    const row = await this.db.findOne(Lock, sql`WHERE id = ${id} AND tenant_id = ${tenantId}`);
    if (row && fingerprint !== undefined && row.fingerprint !== fingerprint)
      return { ...row, keyId: null, outcome: null };
    // Where content is encrypted nothing plain was made under a name that is asked for: names and fingerprints have a key.
    const lock = await this.encryption.openOne(PROTECTED_LOCKS, row, 'sealed');
    if (row !== null && lock === null) throw new OutcomeErasedError();
    return lock;
  }

  /** Joins a surrounding transaction, else opens one. */
  inTransaction<T>(work: () => Promise<T>): Promise<T> {
    return this.unitOfWork.run(work);
  }

  /** The same, together with others that come at once. @param work may be run twice */
  together<T>(work: () => Promise<T>): Promise<T> {
    return this.unitOfWork.runTogether('lock', work);
  }

  /**
   * Notes what the lock is held for. Until the surrounding transaction ends, no other holder can take the lock.
   * @returns whether the holder still has it
   */
  async keep({ tenantId }: Owner, id: string, holder: string, fingerprint: string): Promise<boolean> {
    const held = sql`id = ${id} AND tenant_id = ${tenantId} AND holder = ${holder}`;
    return (await this.db.update(Lock, { fingerprint }, held)) === 1;
  }

  /** Gives the lock up and wakes those that wait for it, when the surrounding transaction is committed. */
  async release({ tenantId }: Owner, id: string, holder: string): Promise<void> {
    await this.db.together('release claims', { id, tenantId, holder }, (held) => this.releaseAll(held));
    await this.signals.announce(id);
  }

  /**
   * Keeps what came of it until `heldUntil`, and wakes who waits for it. For the same request the first outcome counts,
   * also when its holder was late and another one is at it meanwhile: what was paid for is not paid for again.
   */
  async conclude(owner: Owner, held: Held, outcome: object, heldUntil: Date): Promise<void> {
    const { tenantId, userId } = owner;
    const key = await this.encryption.forWriting(owner);
    const plain: Lock = { ...held, tenantId, userId, holder: null, keyId: null, heldUntil, outcome };
    const row = key?.seal(PROTECTED_LOCKS, plain) ?? plain;
    const ended: Partial<Lock> = {
      userId,
      outcome: row.outcome,
      keyId: row.keyId,
      fingerprint: row.fingerprint,
      heldUntil,
      holder: null,
    };
    const same = sql`(holder = ${held.holder} OR fingerprint = ${held.fingerprint})`;
    await this.db.update(Lock, ended, sql`id = ${held.id} AND tenant_id = ${tenantId} AND outcome IS NULL AND ${same}`);
    await this.signals.announce(held.id);
  }

  /** A sign of life for locks that this process works on. */
  async renew(held: readonly Pick<Lock, 'id' | 'holder'>[], heldUntil: Date): Promise<void> {
    const names = held.flatMap(({ id, holder }) => (holder === null ? [] : [[id, holder]]));
    if (names.length === 0) return;
    const mine = sql`id IN (SELECT id FROM ${Lock} WHERE (id, holder) IN ${anyOf(names)} ORDER BY id ${FOR_UPDATE})`;
    await this.unitOfWork.runAhead(() => this.db.update(Lock, { heldUntil }, mine));
  }

  /** Forgets locks whose outcome no longer counts. @param leaseMs no lease lasts for longer, counted from `now` */
  async forget(now: Date, leaseMs: number): Promise<void> {
    await this.unitOfWork.run(() => this.db.delete(Lock, isOver('', now, leaseMs)));
  }

  /**
   * Takes those that are free. Of those that want the same one the first gets it, and all are taken in one order, so that two
   * transactions that take several never wait for each other.
   */
  private async takeAll(wanted: readonly Wanted[]): Promise<boolean[]> {
    const first = [...new Map(wanted.toReversed().map((lock) => [lock.id, lock])).values()];
    const rows = inOneOrder(first).map(({ id, tenantId, userId, fingerprint, holder, heldUntil }): Lock => ({
      id,
      tenantId,
      userId,
      fingerprint,
      holder,
      heldUntil,
      keyId: null,
      outcome: null,
    }));
    const now = new Date(Math.min(...first.map((lock) => lock.now.getTime())));
    const leaseMs = Math.max(...first.map((lock) => lock.heldUntil.getTime() - now.getTime()));
    const living = first.flatMap((lock) => (lock.living === null ? [] : [lock.living]));
    const notLiving = sql`AND (stored.holder IS NULL OR stored.holder NOT IN ${anyOf(living)})`;
    const onConflict = sql`(id) DO UPDATE SET
        user_id = excluded.user_id, fingerprint = excluded.fingerprint, holder = excluded.holder,
        held_until = excluded.held_until, outcome = NULL, key_id = NULL
      WHERE ${isOver('stored.', now, leaseMs)} AND stored.tenant_id = excluded.tenant_id
        ${living.length === 0 ? sql`` : notLiving}`;
    const taken = await this.db.insertReturning<Lock, Pick<Lock, 'holder'>>(Lock, rows, {
      onConflict,
      returning: sql`holder`,
    });
    const holders = new Set(taken.map(({ holder }) => holder));
    return wanted.map(({ holder }) => holder !== null && holders.has(holder));
  }

  private async releaseAll(held: readonly Given[]): Promise<undefined[]> {
    const names = held.map(({ id, tenantId, holder }) => [id, tenantId, holder]);
    const which = sql`id IN (
      SELECT id FROM ${Lock} WHERE (id, tenant_id, holder) IN ${anyOf(names)} ORDER BY id ${FOR_UPDATE})`;
    await this.db.delete(Lock, which);
    return held.map(() => undefined);
  }
}

/** A lock that is given up. */
type Given = Readonly<Record<'id' | 'tenantId' | 'holder', string>>;

type Wanted = Owner & Held & Pick<Lock, 'heldUntil'> & { readonly now: Date; readonly living: string | null };

/** That it may be taken: no live process works on it, and its outcome is remembered for long enough. */
function isOver(of: '' | 'stored.', now: Date, leaseMs: number): Sql {
  const [holder, until] = [rawSql(`${of}holder`), rawSql(`${of}held_until`)];
  return sql`(${holder} IS NULL AND ${until} < ${now}
    OR ${holder} IS NOT NULL AND ${leaseHasEnded(`${of}held_until`, now, leaseMs)})`;
}

function inOneOrder<T extends { readonly id: string }>(locks: readonly T[]): T[] {
  return locks.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
