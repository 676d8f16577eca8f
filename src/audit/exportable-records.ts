import { Injectable } from '@nestjs/common';
import { Exportable, type Owner } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { AuditEvent } from './entities/audit-event.entity.js';

const PAGE = 200;

/** The records of all actions on the user's data, by any caller. */
@Injectable()
export class ExportableRecords extends Exportable {
  readonly types = ['audit_record'];
  readonly tables = ['audit_events'];

  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  async *export(owner: Owner) {
    for (let last = ''; ;) {
      const records: AuditEvent[] = await this.find(owner, last);
      yield* records.map(toLine);
      last = records.at(-1)?.id ?? '';
      if (last === '') return;
    }
  }

  private find({ tenantId, userId }: Owner, last: string): Promise<AuditEvent[]> {
    return this.unitOfWork.read((db) =>
      db
        .createQueryBuilder(AuditEvent, 'e')
        .where('e.tenantId = :tenantId AND e.userId = :userId AND e.id > :last', { tenantId, userId, last })
        .orderBy('e.id', 'ASC')
        .limit(PAGE)
        .getMany(),
    );
  }
}

/**
 * Where another person acted, its name and address are that person's, and no part of what is held about the user. Nor is
 * the answer of a colleague's that a replay was copied from, whose id tells when it was given.
 */
function toLine(row: AuditEvent) {
  const isSelf = row.actorRole === 'user';
  const { source_id: _colleagues, ...replayed } = row.detail;
  return {
    type: 'audit_record',
    id: row.id,
    seq: row.seq === null ? null : Number(row.seq),
    at: row.at.toISOString(),
    action: row.action,
    outcome: row.outcome,
    role: row.actorRole,
    key_id: row.actorKeyId,
    subject: isSelf ? row.actorSubject : null,
    address: isSelf ? row.actorAddress : null,
    request_id: row.requestId,
    user_id: row.userId,
    subject_id: row.subjectId,
    call_ids: row.callIds,
    detail: row.action === 'result.replayed' ? replayed : row.detail,
    sent_digest: row.sentDigest,
    received_digest: row.receivedDigest,
    person_digest: row.personDigest,
  };
}
