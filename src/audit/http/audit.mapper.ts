import type { AuditRecord } from '../audit-record.js';
import type { AuditFilter, ProvenRecord } from '../audit.types.js';
import type { AuditRecordResponse, ProvenAuditRecordResponse } from '../dto/audit-record.response.js';
import type { AuditQueryParams } from '../dto/audit.query.js';
import type { SealResponse } from '../dto/seal.response.js';

export function toAuditFilter(query: AuditQueryParams): AuditFilter {
  const { user_id: userId, subject_id: subjectId, action, outcome, subject, from, to } = query;
  return { userId, subjectId, action, outcome, subject, from, to };
}

export function toAuditRecordResponse(record: AuditRecord): AuditRecordResponse {
  return {
    id: record.id,
    tenant_id: record.tenant_id,
    seq: record.seq,
    at: record.at,
    action: record.action,
    outcome: record.outcome,
    role: record.role,
    key_id: record.key_id,
    subject: record.subject,
    address: record.address,
    request_id: record.request_id,
    user_id: record.user_id,
    subject_id: record.subject_id,
    call_ids: record.call_ids,
    detail: record.detail,
    sent_digest: record.sent_digest,
    received_digest: record.received_digest,
    person_digest: record.person_digest,
    erasure_id: record.erasure_id,
  };
}

export function toProvenRecordResponse({ record, proof }: ProvenRecord): ProvenAuditRecordResponse {
  return {
    ...toAuditRecordResponse(record),
    salt: record.salt,
    proof: proof && { leaf: proof.leaf, seal: toSealResponse(proof.seal) },
  };
}

function toSealResponse(seal: NonNullable<ProvenRecord['proof']>['seal']): SealResponse {
  const { tenant_id, number, first_seq, last_seq, leaves, head, previous, sealed_at, key_id, signature } = seal;
  return { tenant_id, number, first_seq, last_seq, leaves, head, previous, sealed_at, key_id, signature };
}
