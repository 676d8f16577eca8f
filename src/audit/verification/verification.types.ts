import type { PlacedRecord } from '../audit-record.js';
import type { Seal } from '../chain/seal.js';

/** The first record of a chain that is not what it was, and how. */
export interface FirstBad {
  /** `null` where the record itself is gone. */
  readonly id: string | null;
  /** Its place in the chain. */
  readonly seq: number;
  readonly reason: string;
}

export interface Verification {
  readonly tenant: string;
  readonly valid: boolean;
  /** How many records hold. */
  readonly checked: number;
  /** The place up to which the chain holds; 0 where it does not even begin. */
  readonly lastSeq: number;
  /** When the last seal that holds was made. */
  readonly sealedThrough: string | null;
  /** Whether a trusted key has signed all that holds. */
  readonly signed: boolean;
  /** Whether the whole chain was looked at, and not only a part of it. */
  readonly complete: boolean;
  readonly firstBad: FirstBad | null;
}

/** A stretch of a chain: a seal, as it is and as the mirror has it, and the records in its places. */
export interface Block {
  /** `null` where it is gone, and only the mirror has it. */
  readonly seal: Seal | null;
  /** `null` where there is no mirror, or not yet this seal in it. */
  readonly mirrored: Seal | null;
  readonly records: readonly PlacedRecord[];
}

/** What an erasure has emptied, in the names of the record that closes it. */
export interface Emptied {
  readonly records: number;
  /** SHA-256 over their ids, each with a line feed, in the order of the chain. */
  readonly digest: string;
  /** The place of the first one; 0 where there is none. */
  readonly first_seq: number;
}
