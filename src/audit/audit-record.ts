import type { SealedRecord } from './chain/leaf.js';

/** A record as it is read, shown and exported: what its seal covers, and what opens its digests. */
export interface AuditRecord extends Omit<SealedRecord, 'seq'> {
  /** Its place in the chain; `null` until it is sealed. */
  readonly seq: number | null;
  readonly salt: string | null;
  readonly erasure_id: string | null;
}

/** A record that is sealed. */
export interface PlacedRecord extends AuditRecord {
  readonly seq: number;
}

/** What is read of a row. Rows are read by the thousand: raw, since an entity of each would cost ten times as much. */
export const RECORD_COLUMNS = `id, tenant_id, seq, at, action, outcome, actor_role AS role, actor_key_id AS key_id,
  actor_subject AS subject, actor_address AS address, request_id, user_id, subject_id, call_ids, detail, sent_digest,
  received_digest, salt, person_digest, erasure_id`;

/** A row as the drivers give it: big integers as text on PostgreSQL, JSON as text on both. */
export interface RecordRow extends Omit<AuditRecord, 'seq' | 'call_ids' | 'detail'> {
  readonly seq: string | number | null;
  readonly call_ids: string;
  readonly detail: string;
}

/** One field after the other: a row is read for each request that was recorded, and spreading takes 45 µs (docs/performance.md). */
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

/** What somebody has made unreadable is shown as it is, and is not what was sealed. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { unreadable: text };
  }
}
