import type { ExportLine } from '../export/export-lines.js';
import type { Seal } from '../chain/seal.js';

/** How an export ends. */
export interface Manifest {
  readonly type: 'manifest';
  readonly counts: Readonly<Record<string, number>>;
  readonly sha256: string;
}

/** One line as JSON; `undefined` where it is none. */
export function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it has every field of a seal, each of its type: who made it up is another question. */
export function isSeal(value: unknown): value is Seal {
  return fits(value, { ...SEAL, ...MAYBE_SIGNED });
}

export function isExportLine(value: unknown): value is ExportLine | Manifest {
  if (!fits(value, { type: TEXT })) return false;
  const { type, after } = value as { type: unknown; after?: unknown };
  switch (type) {
    case 'audit_export':
      return (
        fits(value, { tenant_id: TEXT, exported_at: TEXT, from: MAYBE, to: MAYBE }) && (after === null || isSeal(after))
      );
    case 'seal':
      return isSeal(value);
    case 'record':
      return fits(value, RECORD);
    case 'manifest':
      return fits(value, { counts: OBJECT, sha256: TEXT });
    default:
      return false;
  }
}

type Check = (value: unknown) => boolean;

const TEXT: Check = (value) => typeof value === 'string';
const MAYBE: Check = (value) => value === null || typeof value === 'string';
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
};
const MAYBE_SIGNED = { key_id: MAYBE, signature: MAYBE };
const RECORD = {
  id: TEXT,
  tenant_id: TEXT,
  seq: NUMBER,
  at: TEXT,
  action: TEXT,
  outcome: TEXT,
  role: MAYBE,
  key_id: MAYBE,
  subject: MAYBE,
  address: MAYBE,
  request_id: MAYBE,
  user_id: MAYBE,
  subject_id: MAYBE,
  call_ids: OBJECT,
  detail: OBJECT,
  sent_digest: MAYBE,
  received_digest: MAYBE,
  salt: MAYBE,
  person_digest: TEXT,
  erasure_id: MAYBE,
};

function fits(value: unknown, shape: Readonly<Record<string, Check>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape).every(([name, check]) => check(fields[name]));
}
