import type { AuditAction } from '../common/index.js';
import type { AuditRecord } from './audit-record.js';
import type { Seal } from './chain/seal.js';

export interface AuditFilter {
  /** Whose things a record is about. */
  readonly userId?: string | undefined;
  /** The id of the result, the conversation, the message or the key that it is about. */
  readonly subjectId?: string | undefined;
  readonly action?: AuditAction | undefined;
  /** `done`, or the code of an error. */
  readonly outcome?: string | undefined;
  /** Who acted. */
  readonly subject?: string | undefined;
  /** The first instant that counts. */
  readonly from?: Date | undefined;
  /** The first instant that no longer counts. */
  readonly to?: Date | undefined;
}

/** A record with what proves it: `null` until it is sealed. */
export interface ProvenRecord {
  readonly record: AuditRecord;
  readonly proof: { readonly leaf: string; readonly seal: Seal } | null;
}
