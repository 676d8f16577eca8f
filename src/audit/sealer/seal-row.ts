import type { Seal } from '../chain/seal.js';

export const SEAL_COLUMNS =
  'tenant_id, number, first_seq, last_seq, leaves, head, previous, sealed_at, key_id, signature';

/** A row as the drivers return it: big integers as text on PostgreSQL. */
export interface SealRow extends Omit<Seal, 'number' | 'first_seq' | 'last_seq'> {
  readonly number: string | number;
  readonly first_seq: string | number;
  readonly last_seq: string | number;
}

export function toSeal(row: SealRow): Seal {
  return {
    tenant_id: row.tenant_id,
    number: Number(row.number),
    first_seq: Number(row.first_seq),
    last_seq: Number(row.last_seq),
    leaves: row.leaves,
    head: row.head,
    previous: row.previous,
    sealed_at: row.sealed_at,
    key_id: row.key_id,
    signature: row.signature,
  };
}
