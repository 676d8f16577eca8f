import type { ExportLine } from '../export/export-lines.js';
import type { Seal } from '../chain/seal.js';

/** The last line of an export. */
export interface Manifest {
  readonly type: 'manifest';
  readonly counts: Readonly<Record<string, number>>;
  readonly sha256: string;
}

/** Parses a line as JSON; `undefined` if it is not JSON. */
export function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether the value has all fields of a seal with their types. Does not verify the seal. */
export function isSeal(value: unknown): value is Seal {
  return matches(value, SEAL);
}

export function isExportLine(value: unknown): value is ExportLine | Manifest {
  if (!matches(value, { type: TEXT })) return false;
  const { type, after } = value as { type: unknown; after?: unknown };
  switch (type) {
    case 'audit_export':
      return (
        matches(value, { tenant_id: TEXT, exported_at: TEXT, from: NULLABLE_TEXT, to: NULLABLE_TEXT }) &&
        (after === null || isSeal(after))
      );
    case 'seal':
      return isSeal(value);
    case 'record':
      return matches(value, RECORD);
    case 'manifest':
      return matches(value, { counts: OBJECT, sha256: TEXT });
    default:
      return false;
  }
}

type Check = (value: unknown) => boolean;

const TEXT: Check = (value) => typeof value === 'string';
const NULLABLE_TEXT: Check = (value) => value === null || typeof value === 'string';
const NUMBER: Check = (value) => Number.isSafeInteger(value);
const OBJECT: Check = (value) => typeof value === 'object' && value !== null;

const SEAL = {
  tenant_id: TEXT,
  number: NUMBER,
  first_seq: NUMBER,
  last_seq: NUMBER,
  leaves: TEXT,
  head: TEXT,
  previous: TEXT,
  sealed_at: TEXT,
  key_id: NULLABLE_TEXT,
  signature: NULLABLE_TEXT,
};
const RECORD = {
  id: TEXT,
  tenant_id: TEXT,
  seq: NUMBER,
  at: TEXT,
  action: TEXT,
  outcome: TEXT,
  role: NULLABLE_TEXT,
  key_id: NULLABLE_TEXT,
  subject: NULLABLE_TEXT,
  address: NULLABLE_TEXT,
  request_id: NULLABLE_TEXT,
  user_id: NULLABLE_TEXT,
  subject_id: NULLABLE_TEXT,
  call_ids: OBJECT,
  detail: OBJECT,
  sent_digest: NULLABLE_TEXT,
  received_digest: NULLABLE_TEXT,
  salt: NULLABLE_TEXT,
  person_digest: TEXT,
  erasure_id: NULLABLE_TEXT,
};

function matches(value: unknown, shape: Readonly<Record<string, Check>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape).every(([name, check]) => check(fields[name]));
}
