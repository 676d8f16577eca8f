import { sha256 } from '../../common/index.js';

/** The chain's head before its first record, and the hash of the seal before the first. */
export const GENESIS = '0'.repeat(64);

/** A seal in the names of an export, and of the mirror. */
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

/** What is signed of a seal. Frozen, as the records' leaves are. */
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

/** By which the next seal names this one. */
export function sealHash(seal: Omit<Seal, 'signature'>): string {
  return sha256(sealPayload(seal));
}

/** The hash of the record in this place of the seal. */
export function leafAt({ leaves, first_seq }: Pick<Seal, 'leaves' | 'first_seq'>, seq: number): string {
  const start = (seq - first_seq) * 64;
  return leaves.slice(start, start + 64);
}
