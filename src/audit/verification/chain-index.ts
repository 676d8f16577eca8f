import { createHash, type Hash } from 'node:crypto';
import type { PlacedRecord } from '../audit-record.js';
import type { Emptied } from './verification.types.js';

/** Answers questions about the whole chain, which the verification of a part of it needs. */
export abstract class ChainIndex {
  /** Called with each verified record, in order. */
  abstract add(record: PlacedRecord): void;
  /** Whether the chain contains the request or the completion of this erasure. */
  abstract hasErasure(erasureId: string): Promise<boolean>;
  /** The records that this erasure emptied; `null` if unknown. */
  abstract emptiedBy(erasureId: string): Promise<Emptied | null>;
  /** The position up to which the chain records that its records have expired; 0 if none have. */
  abstract expiredThrough(): Promise<number>;
}

/** SHA-256 of the ids of an erasure's records, each followed by a line feed, in the order of the chain. */
export class EmptiedDigest {
  private readonly hash: Hash = createHash('sha256');
  private records = 0;
  private first = 0;

  add({ id, seq }: Pick<PlacedRecord, 'id' | 'seq'>): void {
    if (this.records === 0) this.first = seq;
    this.records += 1;
    this.hash.update(`${id}\n`);
  }

  get value(): Emptied {
    return { records: this.records, digest: this.hash.copy().digest('hex'), first_seq: this.first };
  }
}

/** The position through which this record declares records expired; 0 if it is not an expiry record. */
export function expiryOf({ action, detail }: Pick<PlacedRecord, 'action' | 'detail'>): number {
  if (action !== 'audit.expired') return 0;
  const { through_seq: through } = (detail ?? {}) as { through_seq?: unknown };
  return typeof through === 'number' ? through : 0;
}

/** Index of a whole chain that is read once, as in an export. It is complete when all records were added. */
export class CollectedChainIndex extends ChainIndex {
  private readonly erasures = new Set<string>();
  private readonly emptied = new Map<string, EmptiedDigest>();
  private expired = 0;

  add(record: PlacedRecord): void {
    const { action, subject_id, erasure_id } = record;
    if (ERASURE_ACTIONS.has(action) && subject_id !== null) this.erasures.add(subject_id);
    this.expired = Math.max(this.expired, expiryOf(record));
    if (erasure_id === null) return;
    const digest = this.emptied.get(erasure_id) ?? new EmptiedDigest();
    this.emptied.set(erasure_id, digest);
    digest.add(record);
  }

  hasErasure(erasureId: string): Promise<boolean> {
    return Promise.resolve(this.erasures.has(erasureId));
  }

  emptiedBy(erasureId: string): Promise<Emptied> {
    return Promise.resolve((this.emptied.get(erasureId) ?? new EmptiedDigest()).value);
  }

  expiredThrough(): Promise<number> {
    return Promise.resolve(this.expired);
  }
}

/** Index of a part whose remaining chain is not available. It assumes that the rest confirms the part. */
export class PartialChainIndex extends ChainIndex {
  add(): void {
    // Nothing to collect.
  }

  hasErasure(): Promise<boolean> {
    return Promise.resolve(true);
  }

  emptiedBy(): Promise<null> {
    return Promise.resolve(null);
  }

  expiredThrough(): Promise<number> {
    return Promise.resolve(Infinity);
  }
}

/** Either action proves an erasure, because the record of its request may have expired before that of its completion. */
export const ERASURE_ACTIONS: ReadonlySet<string> = new Set(['user.erasure_requested', 'user.erasure_closed']);
