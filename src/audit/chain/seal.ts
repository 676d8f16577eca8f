import { sha256 } from '../../common/index.js';

/** Head of an empty chain, and `previous` of the first seal. */
export const GENESIS = '0'.repeat(64);

/** A seal, named as in exports and mirrors. */
export interface Seal {
  readonly tenant_id: string;
  readonly number: number;
  readonly first_seq: number;
  readonly last_seq: number;
  /** The hash of each record, 64 hexadecimal digits each, in order. */
  readonly leaves: string;
  readonly head: string;
  readonly previous: string;
  readonly sealed_at: string;
  readonly key_id: string | null;
  readonly signature: string | null;
}

/** The head after one more record. */
export function headAfter(head: string, leaf: string): string {
  return sha256(head + leaf);
}

/** The signed text of a seal. Its format is frozen, as that of the leaves is. */
export function sealPayload(seal: Omit<Seal, 'signature'>): string {
  const { tenant_id, number, first_seq, last_seq, leaves, head, previous, sealed_at, key_id } = seal;
  return JSON.stringify([
    'reprise-audit-seal/1',
    tenant_id,
    number,
    first_seq,
    last_seq,
    sha256(leaves),
    head,
    previous,
    sealed_at,
    key_id,
  ]);
}

/** The `previous` of the next seal. */
export function sealHash(seal: Omit<Seal, 'signature'>): string {
  return sha256(sealPayload(seal));
}

/** The leaf of the record at position `seq`, which the seal must cover. */
export function leafAt({ leaves, first_seq }: Pick<Seal, 'leaves' | 'first_seq'>, seq: number): string {
  const start = (seq - first_seq) * 64;
  return leaves.slice(start, start + 64);
}
