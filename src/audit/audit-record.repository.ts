import { Injectable } from '@nestjs/common';
import { type EntityManager, In, type SelectQueryBuilder } from 'typeorm';
import { lowestIdAt, type Page, type PageRequest } from '../common/index.js';
import { encodeInstant, UnitOfWork } from '../database/index.js';
import { type AuditRecord, type PlacedRecord, RECORD_COLUMNS, type RecordRow, toRecord } from './audit-record.js';
import type { AuditFilter } from './audit.types.js';
import { AuditEvent } from './entities/audit-event.entity.js';

/** How many records one page looks at for those that match; what is further down is for the next one. */
const LOOKED_AT = 10_000;
/** How long after its id was given a record is written at most: as long as an answer may take, and more. */
const LATE_MS = 24 * 3_600_000;

/** Reads records, always of one tenant. */
@Injectable()
export class AuditRecordRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async find(tenantId: string, id: string): Promise<AuditRecord | null> {
    const [row] = await this.unitOfWork.read((db) =>
      columnsOf(db).where('e.tenantId = :tenantId AND e.id = :id', { tenantId, id }).getRawMany<RecordRow>(),
    );
    return row ? toRecord(row) : null;
  }

  /** Newest first. A page of few may be followed by more: each looks at so many records and no further. */
  findPage(tenantId: string, filter: AuditFilter, { limit, after }: PageRequest): Promise<Page<AuditRecord>> {
    return this.unitOfWork.read(async (db) => {
      const looked = newestFirst(db, tenantId, filter, after?.id ?? null);
      const last = await looked
        .clone()
        .select('e.id', 'id')
        .offset(LOOKED_AT - 1)
        .limit(1)
        .getRawOne<{ id: string }>();
      const query = matching(newestFirst(db, tenantId, filter, after?.id ?? null), filter);
      if (last) query.andWhere('e.id >= :lastLooked', { lastLooked: last.id });
      const rows = (
        await selectColumns(query)
          .limit(limit + 1)
          .getRawMany<RecordRow>()
      ).map(toRecord);
      const shown = rows.slice(0, limit);
      const end = rows.length > limit ? shown.at(-1)?.id : last?.id;
      return { rows: shown, next: end === undefined ? null : { at: new Date(0), id: end } };
    });
  }

  /** Sealed records in these places, in order. @param through the last place */
  findBetween(tenantId: string, from: number, through: number, most: number): Promise<PlacedRecord[]> {
    return this.unitOfWork.read(async (db) => {
      const rows = await columnsOf(db)
        .where('e.tenantId = :tenantId AND e.seq >= :from AND e.seq <= :through', { tenantId, from, through })
        .orderBy('e.seq')
        .limit(most)
        .getRawMany<RecordRow>();
      return rows.map((row) => ({ ...toRecord(row), seq: Number(row.seq) }));
    });
  }

  /** The records that an erasure has emptied, in order. @param after the place after which to go on */
  findEmptied(
    tenantId: string,
    erasureId: string,
    after: number,
    most: number,
  ): Promise<{ id: string; seq: number }[]> {
    return this.unitOfWork.read(async (db) => {
      const rows = await db
        .createQueryBuilder(AuditEvent, 'e')
        .select(['e.id AS id', 'e.seq AS seq'])
        .where('e.erasureId = :erasureId AND e.tenantId = :tenantId AND e.seq > :after', { erasureId, tenantId, after })
        .orderBy('e.seq')
        .limit(most)
        .getRawMany<{ id: string; seq: string | number }>();
      return rows.map(({ id, seq }) => ({ id, seq: Number(seq) }));
    });
  }

  /** Whether there is a record of the request of this erasure, or of its end. */
  isErasureAskedFor(tenantId: string, erasureId: string): Promise<boolean> {
    const action = In(['user.erasure_requested', 'user.erasure_closed'] as const);
    return this.unitOfWork.read((db) => db.existsBy(AuditEvent, { tenantId, subjectId: erasureId, action }));
  }

  /** The newest record that says up to where records have expired. */
  async findLastExpiry(tenantId: string): Promise<AuditRecord | null> {
    const [row] = await this.unitOfWork.read((db) =>
      columnsOf(db)
        .where('e.tenantId = :tenantId AND e.action = :action', { tenantId, action: 'audit.expired' })
        .orderBy('e.id', 'DESC')
        .limit(1)
        .getRawMany<RecordRow>(),
    );
    return row ? toRecord(row) : null;
  }

  /** Records that are not sealed yet, counted up to `most`. */
  countUnsealed(tenantId: string, most: number): Promise<number> {
    return this.unitOfWork.read(async (db) => {
      const waiting = db.createQueryBuilder(AuditEvent, 'e').select('1').where('e.tenantId = :tenantId', { tenantId });
      return (await waiting.andWhere('e.seq IS NULL').limit(most).getRawMany()).length;
    });
  }
}

function columnsOf(db: EntityManager): SelectQueryBuilder<AuditEvent> {
  return selectColumns(db.createQueryBuilder(AuditEvent, 'e'));
}

function selectColumns(query: SelectQueryBuilder<AuditEvent>): SelectQueryBuilder<AuditEvent> {
  return query.select(RECORD_COLUMNS);
}

/** By what the indexes know: the user, the subject, and the ids, which are of the time of their request. */
function newestFirst(
  db: EntityManager,
  tenantId: string,
  { userId, subjectId, from, to }: AuditFilter,
  before: string | null,
): SelectQueryBuilder<AuditEvent> {
  const query = db.createQueryBuilder(AuditEvent, 'e').where('e.tenantId = :tenantId', { tenantId });
  if (userId !== undefined) query.andWhere('e.userId = :userId', { userId });
  if (subjectId !== undefined) query.andWhere('e.subjectId = :subjectId', { subjectId });
  if (from !== undefined)
    query.andWhere('e.id >= :firstId', { firstId: lowestIdAt(new Date(from.getTime() - LATE_MS)) });
  if (to !== undefined) query.andWhere('e.id < :endId', { endId: lowestIdAt(new Date(to.getTime() + LATE_MS)) });
  if (before !== null) query.andWhere('e.id < :before', { before });
  return query.orderBy('e.id', 'DESC');
}

function matching(query: SelectQueryBuilder<AuditEvent>, filter: AuditFilter): SelectQueryBuilder<AuditEvent> {
  const { action, outcome, subject, from, to } = filter;
  if (action !== undefined) query.andWhere('e.action = :action', { action });
  if (outcome !== undefined) query.andWhere('e.outcome = :outcome', { outcome });
  if (subject !== undefined) query.andWhere('e.actorSubject = :subject', { subject });
  if (from !== undefined) query.andWhere('e.at >= :from', { from: encodeInstant(from) });
  if (to !== undefined) query.andWhere('e.at < :to', { to: encodeInstant(to) });
  return query;
}
