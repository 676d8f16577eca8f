import type { SealedRecord } from './chain/leaf.js';

/** An audit record as it is read, returned and exported: the sealed fields, and the salt that opens its digests. */
export interface AuditRecord extends Omit<SealedRecord, 'seq'> {
  /** Position in the chain, from 1; `null` until the record is sealed. */
  readonly seq: number | null;
  /** Hexadecimal; `null` once the user is erased. */
  readonly salt: string | null;
  /** The erasure that removed the personal data; `null` if none did. */
  readonly erasure_id: string | null;
}

/** A sealed record. */
export interface PlacedRecord extends AuditRecord {
  readonly seq: number;
}

/** The columns of a raw row. Thousands of rows are read at once, and building entities would take ten times as long. */
export const RECORD_COLUMNS = `id, tenant_id, seq, at, action, outcome, actor_role AS role, actor_key_id AS key_id,
  actor_subject AS subject, actor_address AS address, request_id, user_id, subject_id, call_ids, detail, sent_digest,
  received_digest, salt, person_digest, erasure_id`;

/** A row as the drivers return it: big integers as text on PostgreSQL, JSON as text on both databases. */
export interface RecordRow extends Omit<AuditRecord, 'seq' | 'call_ids' | 'detail'> {
  readonly seq: string | number | null;
  readonly call_ids: string;
  readonly detail: string;
}

/** Lists the fields instead of spreading the row, which takes 45 µs (docs/performance.md), because rows are many. */
export function toRecord(row: RecordRow): AuditRecord {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    seq: row.seq === null ? null : Number(row.seq),
    at: row.at,
    action: row.action,
    outcome: row.outcome,
    role: row.role,
    key_id: row.key_id,
    subject: row.subject,
    address: row.address,
    request_id: row.request_id,
    user_id: row.user_id,
    subject_id: row.subject_id,
    call_ids: parse(row.call_ids) as string[],
    detail: parse(row.detail) as object,
    sent_digest: row.sent_digest,
    received_digest: row.received_digest,
    salt: row.salt,
    person_digest: row.person_digest,
    erasure_id: row.erasure_id,
  };
}

/** Text that is not JSON was tampered with. It is returned as it is, and verification fails for its record. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { unreadable: text };
  }
}
