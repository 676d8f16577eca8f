import type { PlacedRecord } from '../audit-record.js';
import type { Seal } from '../chain/seal.js';

/** The format of an audit export: a header, each seal followed by the records it covers, and a manifest. */
export const EXPORT_FORMAT = 'reprise-audit-export/1';

export interface ExportHeader {
  readonly type: 'audit_export';
  readonly format: typeof EXPORT_FORMAT;
  readonly tenant_id: string;
  /** The requested time range; `null` if it is open. */
  readonly from: string | null;
  readonly to: string | null;
  readonly exported_at: string;
  /** The seal before the first one of the export; `null` if the export begins with the tenant's first seal. */
  readonly after: Seal | null;
}

export type ExportLine =
  ExportHeader | ({ readonly type: 'seal' } & Seal) | ({ readonly type: 'record' } & PlacedRecord);
