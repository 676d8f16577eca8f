import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Dialect, DIALECT, encodeInstant, tableOf, UnitOfWork } from '../../database/index.js';
import { AuditEvent } from '../entities/audit-event.entity.js';
import { type AuditRecord, RECORD_COLUMNS, type RecordRow, toRecord } from '../audit-record.js';
import type { Seal } from '../chain/seal.js';
import { AuditSeal } from '../entities/audit-seal.entity.js';
import { SEAL_COLUMNS, type SealRow, toSeal } from './seal-row.js';

/** Every query names the tenant, except for those that ask which tenants there is something to do for. */
@Injectable()
export class SealRepository {
  constructor(
    @Inject(DIALECT) private readonly dialect: Dialect,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Tenants with records that are not sealed, and since when the oldest one waits. */
  async findWaiting(most: number): Promise<{ readonly tenantId: string; readonly since: Date }[]> {
    const rows = await this.unitOfWork.read((db) =>
      db.query<{ tenant_id: string; since: string }[]>(
        `SELECT tenant_id, min(at) AS since FROM ${tableOf(db, AuditEvent)} WHERE seq IS NULL GROUP BY tenant_id LIMIT ${this.place(1)}`,
        [most],
      ),
    );
    return rows.map(({ tenant_id: tenantId, since }) => ({ tenantId, since: new Date(since) }));
  }

  /** Tenants with seals that are not written down outside of the database. */
  findUnmirroredTenants(most: number): Promise<string[]> {
    return this.unitOfWork.read(async (db) => {
      const rows = await db.query<{ tenant_id: string }[]>(
        `SELECT DISTINCT tenant_id FROM ${tableOf(db, AuditSeal)} WHERE mirrored_at IS NULL LIMIT ${this.place(1)}`,
        [most],
      );
      return rows.map(({ tenant_id }) => tenant_id);
    });
  }

  /** The tenant's records that are not sealed, in the order in which they will be. */
  findUnsealed(tenantId: string, most: number): Promise<AuditRecord[]> {
    return this.unitOfWork.read(async (db) => {
      const rows = await db.query<RecordRow[]>(
        `SELECT ${RECORD_COLUMNS} FROM ${tableOf(db, AuditEvent)} WHERE tenant_id = ${this.place(1)} AND seq IS NULL
          ORDER BY id LIMIT ${this.place(2)}`,
        [tenantId, most],
      );
      return rows.map(toRecord);
    });
  }

  findLast(tenantId: string): Promise<Seal | null> {
    return this.unitOfWork.read(async (db) => {
      const [row] = await db.query<SealRow[]>(
        `SELECT ${SEAL_COLUMNS} FROM ${tableOf(db, AuditSeal)} WHERE tenant_id = ${this.place(1)} ORDER BY number DESC LIMIT 1`,
        [tenantId],
      );
      return row ? toSeal(row) : null;
    });
  }

  /** The seal that covers this place. */
  findCovering(tenantId: string, seq: number): Promise<Seal | null> {
    return this.unitOfWork.read(async (db) => {
      const [row] = await db.query<SealRow[]>(
        `SELECT ${SEAL_COLUMNS} FROM ${tableOf(db, AuditSeal)} WHERE tenant_id = ${this.place(1)} AND first_seq <= ${this.place(2)}
          ORDER BY number DESC LIMIT 1`,
        [tenantId, seq],
      );
      const seal = row ? toSeal(row) : null;
      return seal !== null && seal.last_seq >= seq ? seal : null;
    });
  }

  /** The first seal that was made at this time or later. */
  findFirstSince(tenantId: string, since: Date): Promise<Seal | null> {
    return this.unitOfWork.read(async (db) => {
      const [row] = await db.query<SealRow[]>(
        `SELECT ${SEAL_COLUMNS} FROM ${tableOf(db, AuditSeal)} WHERE tenant_id = ${this.place(1)} AND sealed_at >= ${this.place(2)}
          ORDER BY number LIMIT 1`,
        [tenantId, encodeInstant(since)],
      );
      return row ? toSeal(row) : null;
    });
  }

  /** Seals from this number on, in order. */
  findFrom(tenantId: string, number: number, most: number): Promise<Seal[]> {
    return this.unitOfWork.read(async (db) => {
      const rows = await db.query<SealRow[]>(
        `SELECT ${SEAL_COLUMNS} FROM ${tableOf(db, AuditSeal)} WHERE tenant_id = ${this.place(1)} AND number >= ${this.place(2)}
          ORDER BY number LIMIT ${this.place(3)}`,
        [tenantId, number, most],
      );
      return rows.map(toSeal);
    });
  }

  /** Seals that are not mirrored yet, in order. */
  findUnmirrored(tenantId: string, most: number): Promise<Seal[]> {
    return this.unitOfWork.read(async (db) => {
      const rows = await db.query<SealRow[]>(
        `SELECT ${SEAL_COLUMNS} FROM ${tableOf(db, AuditSeal)} WHERE tenant_id = ${this.place(1)} AND mirrored_at IS NULL
          ORDER BY number LIMIT ${this.place(2)}`,
        [tenantId, most],
      );
      return rows.map(toSeal);
    });
  }

  /**
   * Gives the records their places and closes them with the seal. Two that do so at once cannot both: the seal's number
   * and each record's place are unique.
   * @returns whether every one of the records was still waiting; if not, the transaction has to be rolled back
   */
  seal(tenantId: string, seal: Seal, ids: readonly string[]): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      await db.insert(AuditSeal, {
        tenantId,
        number: String(seal.number),
        firstSeq: String(seal.first_seq),
        lastSeq: String(seal.last_seq),
        leaves: seal.leaves,
        head: seal.head,
        previous: seal.previous,
        sealedAt: new Date(seal.sealed_at),
        keyId: seal.key_id,
        signature: seal.signature,
        mirroredAt: null,
      });
      return (await this.placeRecords(db, tenantId, seal.first_seq, ids)) === ids.length;
    });
  }

  async noteMirrored(tenantId: string, numbers: readonly number[], at: Date): Promise<void> {
    const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
    await this.unitOfWork.write(
      (db) => db.sql`
        UPDATE ${() => tableOf(db, AuditSeal)} SET mirrored_at = ${encodeInstant(at)}
         WHERE tenant_id = ${tenantId} AND number >= ${first} AND number <= ${last}`,
    );
  }

  /** @returns how many */
  private async placeRecords(
    db: EntityManager,
    tenantId: string,
    first: number,
    ids: readonly string[],
  ): Promise<number> {
    const events = tableOf(db, AuditEvent);
    const placed =
      this.dialect === 'postgres'
        ? await db.query<[unknown[], number]>(
            `UPDATE ${events} e SET seq = p.place + $1 - 1
               FROM unnest(CAST($2 AS varchar[])) WITH ORDINALITY AS p (id, place)
              WHERE e.id = p.id AND e.tenant_id = $3 AND e.seq IS NULL RETURNING e.id`,
            [first, ids, tenantId],
          )
        : await db.query<unknown[]>(
            `UPDATE ${events} SET seq = p.key + ? FROM json_each(?) AS p
              WHERE ${events}.id = p.value AND tenant_id = ? AND seq IS NULL RETURNING ${events}.id`,
            [first, JSON.stringify(ids), tenantId],
          );
    return Array.isArray(placed[0]) ? placed[0].length : placed.length;
  }

  private place(index: number): string {
    return this.dialect === 'postgres' ? `$${index}` : '?';
  }
}
