import { createHash, type Hash } from 'node:crypto';
import type { PlacedRecord } from '../audit-record.js';
import type { Emptied } from './verification.types.js';

/** The port to whoever knows what the rest of a chain says of the part that is verified. */
export abstract class ChainIndex {
  /** Hears of each record, in order. */
  abstract see(record: PlacedRecord): void;
  /** Whether the chain has a record of somebody asking for this erasure, or of its end. */
  abstract isAskedFor(erasureId: string): Promise<boolean>;
  /** `null` where nobody can tell. */
  abstract emptiedBy(erasureId: string): Promise<Emptied | null>;
  /** Up to which place the chain says that its records have expired. */
  abstract expiredThrough(): Promise<number>;
}

/** SHA-256 over the ids of an erasure's records, each with a line feed, in the order of the chain. */
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

/** Up to which place a record says that the records before it have expired; 0 where it says nothing of the kind. */
export function expiryOf({ action, detail }: Pick<PlacedRecord, 'action' | 'detail'>): number {
  if (action !== 'audit.expired') return 0;
  const { through_seq: through } = (detail ?? {}) as { through_seq?: unknown };
  return typeof through === 'number' ? through : 0;
}

/** Of a chain that passes by once, whole, as in an export. */
export class PassingChainIndex extends ChainIndex {
  private readonly askedFor = new Set<string>();
  private readonly emptied = new Map<string, EmptiedDigest>();
  private expired = 0;

  see(record: PlacedRecord): void {
    const { action, subject_id, erasure_id } = record;
    if (ERASING.has(action) && subject_id !== null) this.askedFor.add(subject_id);
    this.expired = Math.max(this.expired, expiryOf(record));
    if (erasure_id === null) return;
    const digest = this.emptied.get(erasure_id) ?? new EmptiedDigest();
    this.emptied.set(erasure_id, digest);
    digest.add(record);
  }

  isAskedFor(erasureId: string): Promise<boolean> {
    return Promise.resolve(this.askedFor.has(erasureId));
  }

  emptiedBy(erasureId: string): Promise<Emptied> {
    return Promise.resolve((this.emptied.get(erasureId) ?? new EmptiedDigest()).value);
  }

  expiredThrough(): Promise<number> {
    return Promise.resolve(this.expired);
  }
}

/** Of a stretch of a chain, of which nobody has the rest: what that would have to say is taken for said. */
export class PartialChainIndex extends ChainIndex {
  see(): void {
    // What is before and after is somewhere else.
  }

  isAskedFor(): Promise<boolean> {
    return Promise.resolve(true);
  }

  emptiedBy(): Promise<null> {
    return Promise.resolve(null);
  }

  expiredThrough(): Promise<number> {
    return Promise.resolve(Infinity);
  }
}

/** An erasure's first record may have expired while its last one is there. */
export const ERASING: ReadonlySet<string> = new Set(['user.erasure_requested', 'user.erasure_closed']);
