import type { PlacedRecord } from '../audit-record.js';
import type { Seal } from '../chain/seal.js';

/** The format of an audit export: a header; each seal, before the records it covers; a manifest. */
export const EXPORT_FORMAT = 'reprise-audit-export/1';

export interface ExportHeader {
  readonly type: 'audit_export';
  readonly format: typeof EXPORT_FORMAT;
  readonly tenant_id: string;
  /** The span of time that was asked for; `null` where it is open. */
  readonly from: string | null;
  readonly to: string | null;
  readonly exported_at: string;
  /** The seal before the first one of the export, on which it follows; `null` where it begins with the first of all. */
  readonly after: Seal | null;
}

export type ExportLine =
  ExportHeader | ({ readonly type: 'seal' } & Seal) | ({ readonly type: 'record' } & PlacedRecord);
