import type { AuditAction } from '../common/index.js';
import type { AuditRecord } from './audit-record.js';
import type { Seal } from './chain/seal.js';

export interface AuditFilter {
  /** The user whose data a record is about. */
  readonly userId?: string | undefined;
  /** The id of the result, conversation, message or key that a record is about. */
  readonly subjectId?: string | undefined;
  readonly action?: AuditAction | undefined;
  /** `done`, or the code of an error. */
  readonly outcome?: string | undefined;
  /** The caller that acted. */
  readonly subject?: string | undefined;
  /** Start of the time range, inclusive. */
  readonly from?: Date | undefined;
  /** End of the time range, exclusive. */
  readonly to?: Date | undefined;
}

/** A record with its leaf and the seal that covers it; `proof` is `null` until the record is sealed. */
export interface ProvenRecord {
  readonly record: AuditRecord;
  readonly proof: { readonly leaf: string; readonly seal: Seal } | null;
}
