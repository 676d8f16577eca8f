import { sha256 } from '../../common/index.js';
import type { PlacedRecord } from '../audit-record.js';
import type { Emptied } from './verification.types.js';

/** The port to whoever knows what erasures have done to a chain. */
export abstract class ErasureBook {
  /** Hears of each record, in order. */
  abstract see(record: PlacedRecord): void;
  /** Whether the chain has a record of somebody asking for it. */
  abstract isRequested(erasureId: string): Promise<boolean>;
  abstract emptiedBy(erasureId: string): Promise<Emptied>;
}

/** The digest over the ids of emptied records, one more each time; begins with the empty text. */
export function emptiedDigest(before: string, id: string): string {
  return sha256(before + id);
}

/** Of a chain that passes by once, as in an export. */
export class PassingErasureBook extends ErasureBook {
  private readonly requested = new Set<string>();
  private readonly emptied = new Map<string, Emptied>();

  see({ id, action, subject_id, erasure_id }: PlacedRecord): void {
    if (action === 'user.erasure_requested' && subject_id !== null) this.requested.add(subject_id);
    if (erasure_id === null) return;
    const { records, digest } = this.emptied.get(erasure_id) ?? NOTHING;
    this.emptied.set(erasure_id, { records: records + 1, digest: emptiedDigest(digest, id) });
  }

  isRequested(erasureId: string): Promise<boolean> {
    return Promise.resolve(this.requested.has(erasureId));
  }

  emptiedBy(erasureId: string): Promise<Emptied> {
    return Promise.resolve(this.emptied.get(erasureId) ?? NOTHING);
  }
}

const NOTHING: Emptied = { records: 0, digest: '' };
