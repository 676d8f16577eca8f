import type { PlacedRecord } from '../audit-record.js';
import type { Seal } from '../chain/seal.js';

/** The first record of a chain that was changed or removed. */
export interface FirstBad {
  /** `null` if the record is missing. */
  readonly id: string | null;
  /** Position in the chain. */
  readonly seq: number;
  readonly reason: string;
}

export interface Verification {
  readonly tenant: string;
  readonly valid: boolean;
  /** Number of valid records. */
  readonly checked: number;
  /** Position up to which the chain is valid; 0 if its first seal is invalid. */
  readonly lastSeq: number;
  /** When the last valid seal was made. */
  readonly sealedThrough: string | null;
  /** Whether all valid records are covered by the signature of a trusted key. */
  readonly signed: boolean;
  /** Whether the whole chain was verified. */
  readonly complete: boolean;
  readonly firstBad: FirstBad | null;
}

/** A seal as stored in the database and in the mirror, and the records in its range. */
export interface Block {
  /** `null` if only the mirror has the seal. */
  readonly seal: Seal | null;
  /** `null` if there is no mirror, or it does not have the seal. */
  readonly mirrored: Seal | null;
  readonly records: readonly PlacedRecord[];
}

/** The records that an erasure emptied, named as in the `user.erasure_closed` record. */
export interface Emptied {
  readonly records: number;
  /** SHA-256 of their ids, each followed by a line feed, in the order of the chain. */
  readonly digest: string;
  /** Position of the first one; 0 if there is none. */
  readonly first_seq: number;
}
