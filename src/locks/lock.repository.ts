import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Owner } from '../common/index.js';
import {
  askPrepared,
  encodeInstant,
  forUpdate,
  inOneStep,
  insertInto,
  leaseIsOver,
  oneOf,
  SqlValues,
  tableOf,
  UnitOfWork,
} from '../database/index.js';
import { ContentEncryption } from '../encryption/index.js';
import { OutcomeErasedError } from './locks.errors.js';
import { Lock } from './entities/lock.entity.js';
import { PROTECTED_LOCKS } from './protected-locks.js';
import { LockSignals } from './signals/lock-signals.js';

type Held = Pick<Lock, 'id' | 'holder' | 'fingerprint'>;

@Injectable()
export class LockRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly signals: LockSignals,
    private readonly encryption: ContentEncryption,
  ) {}

  /**
   * Takes the lock if nobody has it, or who had it gave no sign of life. One statement, so that of any number of
   * requests on any number of replicas exactly one succeeds. In the surrounding transaction.
   * @param living who holds it in this process, which surely lives: its lock is not taken, whatever its lease says
   */
  tryHold(
    owner: Owner,
    lock: Held & Pick<Lock, 'heldUntil'>,
    now: Date,
    living: string | null = null,
  ): Promise<boolean> {
    const { tenantId, userId } = owner;
    return this.unitOfWork.write((db) =>
      inOneStep(db, 'take claims', { ...lock, tenantId, userId, now, living }, (wanted) => takeAll(db, wanted)),
    );
  }

  /**
   * @param fingerprint of the request whose outcome is wanted: that of another one is not opened, and `null`
   * @throws OutcomeErasedError, UnreadableContentError
   */
  async find({ tenantId }: Owner, id: string, fingerprint?: string): Promise<Lock | null> {
    const row = await this.unitOfWork.lookUp(
      Lock,
      (values) => `WHERE id = ${values.place(id)} AND tenant_id = ${values.place(tenantId)}`,
    );
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
   * Notes what the holder is at. Until the surrounding transaction ends nobody can take the lock.
   * @returns whether the holder still has it
   */
  keep({ tenantId }: Owner, id: string, holder: string, fingerprint: string): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.update(Lock, { id, tenantId, holder }, { fingerprint });
      return affected === 1;
    });
  }

  /** Gives the lock up and wakes who waits for it, when the surrounding transaction is committed. */
  release({ tenantId }: Owner, id: string, holder: string): Promise<void> {
    return this.unitOfWork.write(async (db) => {
      await inOneStep(db, 'release claims', { id, tenantId, holder }, (held) => releaseAll(db, held));
      await this.signals.announce(db, id);
    });
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
    await this.unitOfWork.write(async (db) => {
      await db
        .createQueryBuilder()
        .update(Lock)
        .set({
          userId,
          outcome: row.outcome as object,
          keyId: row.keyId,
          fingerprint: row.fingerprint,
          heldUntil,
          holder: null,
        })
        .where('id = :id AND tenant_id = :tenantId AND outcome IS NULL', { id: held.id, tenantId })
        .andWhere('(holder = :holder OR fingerprint = :fingerprint)', held)
        .execute();
      await this.signals.announce(db, held.id);
    });
  }

  /** A sign of life for locks that this process works on. */
  async renew(held: readonly Pick<Lock, 'id' | 'holder'>[], heldUntil: Date): Promise<void> {
    const names = held.flatMap(({ id, holder }) => (holder === null ? [] : [[id, holder]]));
    if (names.length === 0) return;
    await this.unitOfWork.runAhead(() =>
      this.unitOfWork.write(async (db) => {
        const values = new SqlValues(db);
        const locks = tableOf(db, Lock);
        const sql = `UPDATE ${locks} SET held_until = ${values.place(encodeInstant(heldUntil))}
          WHERE id IN (SELECT id FROM ${locks} WHERE (id, holder) IN ${oneOf(values, names)} ORDER BY id${forUpdate(db)})`;
        await db.query(sql, values.all);
      }),
    );
  }

  /** Forgets locks whose outcome no longer counts. @param leaseMs no lease lasts for longer, counted from `now` */
  async forget(now: Date, leaseMs: number): Promise<void> {
    await this.unitOfWork.run(() =>
      this.unitOfWork.write(async (db) => {
        const values = new SqlValues(db);
        await db.query(`DELETE FROM ${tableOf(db, Lock)} WHERE ${isOver(values, '', now, leaseMs)}`, values.all);
      }),
    );
  }
}

type Wanted = Owner & Held & Pick<Lock, 'heldUntil'> & { readonly now: Date; readonly living: string | null };

/** That it may be taken: no live process works on it, and its outcome is remembered for long enough. */
function isOver(values: SqlValues, of: '' | 'stored.', now: Date, leaseMs: number): string {
  const remembered = `${of}holder IS NULL AND ${of}held_until < ${values.place(encodeInstant(now))}`;
  return `(${remembered} OR ${of}holder IS NOT NULL AND ${leaseIsOver(values, `${of}held_until`, now, leaseMs)})`;
}

/**
 * Takes those that are free. Who wants what another one takes here does not get it, and all are taken in one order, so
 * that two who take several never wait for each other.
 */
async function takeAll(db: EntityManager, wanted: readonly Wanted[]): Promise<boolean[]> {
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
  const living = first.flatMap((lock) => (lock.living === null ? [] : [[lock.living]]));
  const values = new SqlValues(db);
  const sql = `${insertInto(values, Lock, rows)}
    ON CONFLICT (id) DO UPDATE SET
      user_id = excluded.user_id, fingerprint = excluded.fingerprint, holder = excluded.holder,
      held_until = excluded.held_until, outcome = NULL, key_id = NULL
    WHERE ${isOver(values, 'stored.', now, leaseMs)} AND stored.tenant_id = excluded.tenant_id
      ${living.length === 0 ? '' : `AND (stored.holder IS NULL OR stored.holder NOT IN ${oneOf(values, living)})`}
    RETURNING holder`;
  const answer = (await askPrepared(db, sql, values.all)) as Pick<Lock, 'holder'>[];
  const taken = new Set(answer.map(({ holder }) => holder));
  return wanted.map(({ holder }) => holder !== null && taken.has(holder));
}

async function releaseAll(
  db: EntityManager,
  held: readonly { readonly id: string; readonly tenantId: string; readonly holder: string }[],
): Promise<never[]> {
  const values = new SqlValues(db);
  const which = oneOf(
    values,
    held.map(({ id, tenantId, holder }) => [id, tenantId, holder]),
  );
  await askPrepared(
    db,
    `DELETE FROM ${tableOf(db, Lock)}
      WHERE id IN (SELECT id FROM ${tableOf(db, Lock)} WHERE (id, tenant_id, holder) IN ${which} ORDER BY id${forUpdate(db)})`,
    values.all,
  );
  return [];
}

function inOneOrder<T extends { readonly id: string }>(locks: readonly T[]): T[] {
  return locks.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
