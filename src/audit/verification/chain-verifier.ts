import type { PlacedRecord } from '../audit-record.js';
import type { Seal } from '../chain/seal.js';
import type { TrustedKeys } from '../chain/signing.js';
import type { ChainIndex } from './chain-index.js';
import { recordError, sealError, signatureError } from './faults.js';
import type { Block, FirstBad, Verification } from './verification.types.js';

/**
 * Verifies a tenant's chain block by block and stops at the first record that was changed or removed. It keeps only the
 * last seal and one record for each erasure in memory, so that chains can have any length.
 */
export class ChainVerifier {
  private firstBad: FirstBad | null = null;
  private last: Seal | null;
  private checked = 0;
  /** The first record after the last signed seal, if unsigned seals follow that. */
  private unsigned: FirstBad | null = null;
  private isAnySigned = false;
  private readonly isPartial: boolean;
  /** The position of the last record that is missing at the beginning of the chain. */
  private missingThrough: number;
  private readonly start: number;
  private readonly emptied = new Map<string, PlacedRecord>();
  private readonly closed = new Map<string, PlacedRecord>();

  /** @param after an already verified seal after which to continue; `null` for the whole chain */
  constructor(
    private readonly tenant: string,
    private readonly trusted: TrustedKeys,
    private readonly index: ChainIndex,
    after: Seal | null = null,
  ) {
    this.last = after;
    this.isPartial = after !== null;
    this.start = after?.last_seq ?? 0;
    this.missingThrough = this.start;
  }

  /** The number of the next seal. */
  get nextNumber(): number {
    return (this.last?.number ?? 0) + 1;
  }

  get lastSeq(): number {
    return this.last?.last_seq ?? 0;
  }

  /** @returns whether the chain is valid so far, so that the next block can be added */
  add({ seal, mirrored, records }: Block): boolean {
    // The mirror is trusted over the database.
    const trustedSeal = mirrored ?? seal;
    if (trustedSeal === null || this.firstBad !== null) return this.firstBad === null;
    this.firstBad =
      this.checkSeal(trustedSeal, records) ??
      this.checkRecords(trustedSeal, records) ??
      compareWithMirror(trustedSeal, seal, records);
    if (this.firstBad !== null) return false;
    this.last = trustedSeal;
    return true;
  }

  /** Reports that the next seal is missing. @param found the record after the gap, if any */
  failMissingSeal(found: PlacedRecord | null): false {
    return this.fail(`seal ${this.nextNumber} is missing`, found?.id);
  }

  /** Reports that the chain is invalid after the last verified record. */
  fail(reason: string, id: string | null = null): false {
    this.firstBad ??= { id, seq: this.lastSeq + 1, reason };
    return false;
  }

  /** Ends the verification at the end of the chain. @param beyond the first record with a position after the last seal */
  async end(beyond: PlacedRecord | null): Promise<Verification> {
    if (beyond) this.firstBad ??= bad(beyond, 'it has a position in the chain, but no seal covers it');
    const found = await this.checkAgainstIndex();
    if (this.unsigned) found.push(this.unsigned);
    this.firstBad ??= earliest(found);
    return this.report(true);
  }

  /** Ends the verification of a part of the chain. */
  async endPart(): Promise<Verification> {
    this.firstBad ??= earliest(await this.checkAgainstIndex());
    return this.report(false);
  }

  /** The result for the blocks added so far. */
  report(isAtEnd: boolean): Verification {
    const { tenant, firstBad, checked, lastSeq, last } = this;
    const signed = this.isAnySigned && this.unsigned === null;
    const result = { tenant, valid: firstBad === null, checked, lastSeq, sealedThrough: last?.sealed_at ?? null };
    return { ...result, signed, complete: isAtEnd && !this.isPartial && firstBad === null, firstBad };
  }

  private checkSeal(seal: Seal, records: readonly PlacedRecord[]): FirstBad | null {
    const place = { id: records[0]?.id ?? null, seq: this.lastSeq + 1 };
    if (seal.number !== this.nextNumber) return { ...place, reason: `seal ${this.nextNumber} is missing` };
    const reason = sealError(seal, this.last, this.tenant) ?? this.checkSignature(seal, place);
    return reason === null ? null : { ...place, reason };
  }

  /** The first signature also covers the unsigned seals before it, which were made before a key was configured. */
  private checkSignature(seal: Seal, place: Omit<FirstBad, 'reason'>): string | null {
    if (this.trusted.isEmpty) return null;
    const reason = signatureError(seal, this.trusted, this.isAnySigned);
    if (reason !== null) return reason;
    if (seal.key_id === null) {
      this.unsigned ??= { ...place, reason: `seal ${seal.number} and those after it are not signed` };
    } else {
      this.unsigned = null;
      this.isAnySigned = true;
    }
    return null;
  }

  private checkRecords(seal: Seal, records: readonly PlacedRecord[]): FirstBad | null {
    if (records.length === 0 && this.missingThrough === this.lastSeq) {
      // The beginning may have expired, which a later record must prove.
      this.missingThrough = seal.last_seq;
      return null;
    }
    let seq = seal.first_seq;
    for (const record of records) {
      if (record.seq > seq) return { id: null, seq, reason: 'the record is missing' };
      if (record.seq < seq) return bad(record, 'another record has the same position');
      const reason = recordError(record, seal);
      if (reason !== null) return bad(record, reason);
      this.addRecord(record);
      seq += 1;
    }
    return seq > seal.last_seq ? null : { id: null, seq, reason: 'the record is missing' };
  }

  private addRecord(record: PlacedRecord): void {
    this.checked += 1;
    this.index.add(record);
    const { action, erasure_id: erasure, subject_id: subject } = record;
    if (erasure !== null && !this.emptied.has(erasure)) this.emptied.set(erasure, record);
    if (action === 'user.erasure_closed' && subject !== null) this.closed.set(subject, record);
  }

  /** Checks missing and emptied records, which only other records of the chain can justify. */
  private async checkAgainstIndex(): Promise<FirstBad[]> {
    const found: FirstBad[] = [];
    if (this.missingThrough > this.start && this.missingThrough > (await this.index.expiredThrough()))
      found.push({ id: null, seq: this.start + 1, reason: 'the record is missing' });
    for (const [erasure, record] of this.emptied) {
      if (!(await this.index.hasErasure(erasure)))
        found.push(bad(record, 'it was emptied by an erasure that was never requested'));
    }
    for (const [erasure, record] of this.closed) {
      const closed = (record.detail ?? {}) as { records?: unknown; digest?: unknown; first_seq?: unknown };
      // If some records of an erasure have expired, the others can no longer be compared with its digest.
      if (typeof closed.first_seq === 'number' && closed.first_seq <= this.missingThrough) continue;
      const emptied = await this.index.emptiedBy(erasure);
      if (emptied && (closed.records !== emptied.records || closed.digest !== emptied.digest))
        found.push(bad(record, `it closes an erasure of other records than the ${emptied.records} that are emptied`));
    }
    return found;
  }
}

function bad({ id, seq }: PlacedRecord, reason: string): FirstBad {
  return { id, seq, reason };
}

/** Checks that the database has the same seal as the mirror. */
function compareWithMirror(mirrored: Seal, seal: Seal | null, records: readonly PlacedRecord[]): FirstBad | null {
  const place = { id: records[0]?.id ?? null, seq: mirrored.first_seq };
  if (seal === null) return { ...place, reason: `seal ${mirrored.number} is missing; the mirror has it` };
  const isSame = JSON.stringify(seal) === JSON.stringify(mirrored);
  return isSame ? null : { ...place, reason: `seal ${mirrored.number} differs from the seal in the mirror` };
}

function earliest(found: readonly FirstBad[]): FirstBad | null {
  return [...found].sort((one, other) => one.seq - other.seq)[0] ?? null;
}
