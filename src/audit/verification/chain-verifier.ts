import type { PlacedRecord } from '../audit-record.js';
import type { Seal } from '../chain/seal.js';
import type { TrustedKeys } from '../chain/signing.js';
import type { ChainIndex } from './chain-index.js';
import { faultOfRecord, faultOfSeal, faultOfSignature } from './faults.js';
import type { Block, FirstBad, Verification } from './verification.types.js';

/**
 * Follows a tenant's chain from block to block and stops at the first record that is not what it was. It keeps nothing
 * of what it has seen but the last seal: chains of any length.
 */
export class ChainVerifier {
  private firstBad: FirstBad | null = null;
  private last: Seal | null;
  private checked = 0;
  /** The first record under the seals that came since the last one that is signed. */
  private unsigned: FirstBad | null = null;
  private isAnySigned = false;
  private readonly isPartial: boolean;
  /** The last place of the records that are gone from the chain's beginning. */
  private goneThrough: number;
  private readonly start: number;
  private readonly emptied = new Map<string, PlacedRecord>();
  private readonly closed = new Map<string, PlacedRecord>();

  /** @param after the seal to go on from, which was verified before; `null` for the whole chain */
  constructor(
    private readonly tenant: string,
    private readonly trusted: TrustedKeys,
    private readonly book: ChainIndex,
    after: Seal | null = null,
  ) {
    this.last = after;
    this.isPartial = after !== null;
    this.start = after?.last_seq ?? 0;
    this.goneThrough = this.start;
  }

  /** The number of the seal that comes next. */
  get nextNumber(): number {
    return (this.last?.number ?? 0) + 1;
  }

  get lastSeq(): number {
    return this.last?.last_seq ?? 0;
  }

  /** @returns whether the chain holds so far, and more of it can be taken */
  take({ seal, mirrored, records }: Block): boolean {
    // What stands outside of the database is believed before what stands in it.
    const truth = mirrored ?? seal;
    if (truth === null || this.firstBad !== null) return this.firstBad === null;
    this.firstBad = this.badSeal(truth, records) ?? this.badRecord(truth, records) ?? badCopy(truth, seal, records);
    if (this.firstBad !== null) return false;
    this.last = truth;
    return true;
  }

  /** Where the chain goes on without a seal of the number that comes next. @returns that it does not hold */
  missSeal(found: PlacedRecord | null): false {
    return this.breakOff(`seal ${this.nextNumber} is missing`, found?.id);
  }

  /** Where nothing more can be read. */
  breakOff(reason: string, id: string | null = null): false {
    this.firstBad ??= { id, seq: this.lastSeq + 1, reason };
    return false;
  }

  /** The end of what there is. @param beyond the first record that has a place after the last seal */
  async end(beyond: PlacedRecord | null): Promise<Verification> {
    if (beyond) this.firstBad ??= bad(beyond, 'it has a place in the chain, and no seal covers it');
    this.firstBad ??= earliest([...(await this.openEnds()), ...(this.unsigned ? [this.unsigned] : [])]);
    return this.report(true);
  }

  /** The end of a part, after which there is more. */
  async endPart(): Promise<Verification> {
    this.firstBad ??= earliest(await this.openEnds());
    return this.report(false);
  }

  /** What can be said of what has been taken so far. */
  report(isAtEnd: boolean): Verification {
    const { tenant, firstBad, checked, lastSeq, last } = this;
    const signed = this.isAnySigned && this.unsigned === null;
    const result = { tenant, valid: firstBad === null, checked, lastSeq, sealedThrough: last?.sealed_at ?? null };
    return { ...result, signed, complete: isAtEnd && !this.isPartial && firstBad === null, firstBad };
  }

  private badSeal(seal: Seal, records: readonly PlacedRecord[]): FirstBad | null {
    const place = { id: records[0]?.id ?? null, seq: this.lastSeq + 1 };
    if (seal.number !== this.nextNumber) return { ...place, reason: `seal ${this.nextNumber} is missing` };
    const reason = faultOfSeal(seal, this.last, this.tenant) ?? this.faultOfSignature(seal, place);
    return reason === null ? null : { ...place, reason };
  }

  /** Seals from before there was a key are covered by the first one that is signed. */
  private faultOfSignature(seal: Seal, place: Omit<FirstBad, 'reason'>): string | null {
    if (this.trusted.isEmpty) return null;
    const fault = faultOfSignature(seal, this.trusted, this.isAnySigned);
    if (fault !== null) return fault;
    if (seal.key_id === null)
      this.unsigned ??= { ...place, reason: `seal ${seal.number} and those after it are not signed` };
    else [this.unsigned, this.isAnySigned] = [null, true];
    return null;
  }

  private badRecord(seal: Seal, records: readonly PlacedRecord[]): FirstBad | null {
    if (records.length === 0 && this.goneThrough === this.lastSeq) {
      // Whole stretches of the beginning may have expired; a record further on has to say so.
      this.goneThrough = seal.last_seq;
      return null;
    }
    let seq = seal.first_seq;
    for (const record of records) {
      if (record.seq > seq) return { id: null, seq, reason: 'the record is missing' };
      if (record.seq < seq) return bad(record, 'another record has the same place');
      const reason = faultOfRecord(record, seal);
      if (reason !== null) return bad(record, reason);
      this.see(record);
      seq += 1;
    }
    return seq > seal.last_seq ? null : { id: null, seq, reason: 'the record is missing' };
  }

  private see(record: PlacedRecord): void {
    this.checked += 1;
    this.book.see(record);
    const { action, erasure_id: erasure, subject_id: subject } = record;
    if (erasure !== null && !this.emptied.has(erasure)) this.emptied.set(erasure, record);
    if (action === 'user.erasure_closed' && subject !== null) this.closed.set(subject, record);
  }

  /** What only the rest of the chain tells. */
  private async openEnds(): Promise<FirstBad[]> {
    const found: FirstBad[] = [];
    if (this.goneThrough > this.start && this.goneThrough > (await this.book.expiredThrough()))
      found.push({ id: null, seq: this.start + 1, reason: 'the record is missing' });
    for (const [erasure, record] of this.emptied) {
      if (!(await this.book.isAskedFor(erasure)))
        found.push(bad(record, 'it was emptied by an erasure that nobody has asked for'));
    }
    for (const [erasure, record] of this.closed) {
      const closed = (record.detail ?? {}) as { records?: unknown; digest?: unknown; first_seq?: unknown };
      // Of one whose records have begun to expire nobody can count them any more.
      if (typeof closed.first_seq === 'number' && closed.first_seq <= this.goneThrough) continue;
      const emptied = await this.book.emptiedBy(erasure);
      if (emptied && (closed.records !== emptied.records || closed.digest !== emptied.digest))
        found.push(bad(record, `it closes an erasure of other records than the ${emptied.records} that are emptied`));
    }
    return found;
  }
}

function bad({ id, seq }: PlacedRecord, reason: string): FirstBad {
  return { id, seq, reason };
}

/** The mirror's seal holds; whether the database still has the same one. */
function badCopy(truth: Seal, seal: Seal | null, records: readonly PlacedRecord[]): FirstBad | null {
  const place = { id: records[0]?.id ?? null, seq: truth.first_seq };
  if (seal === null) return { ...place, reason: `seal ${truth.number} is missing; the mirror has it` };
  const isSame = JSON.stringify(seal) === JSON.stringify(truth);
  return isSame ? null : { ...place, reason: `seal ${truth.number} is another one than the mirror has` };
}

function earliest(found: readonly FirstBad[]): FirstBad | null {
  return [...found].sort((one, other) => one.seq - other.seq)[0] ?? null;
}
