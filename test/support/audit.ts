import { KeptAuditTrail } from '../../src/audit/index.js';
import { rowsOf } from './rows.js';
import type { Service } from './service.js';

/** A record as it stands in the table. */
export interface AuditRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly action: string;
  readonly outcome: string;
  readonly actor_role: string | null;
  readonly actor_key_id: string | null;
  readonly actor_subject: string | null;
  readonly actor_address: string | null;
  readonly request_id: string | null;
  readonly user_id: string | null;
  readonly subject_id: string | null;
  readonly call_ids: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly sent_digest: string | null;
  readonly received_digest: string | null;
  readonly salt: string | null;
}
