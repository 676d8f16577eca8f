import type { AuditRecordRepository } from '../audit-record.repository.js';
import { ChainIndex, EmptiedDigest, expiryOf } from './chain-index.js';
import type { Emptied } from './verification.types.js';

/** Number of ids read with one query. */
const PAGE = 1_000;

/** Index of a chain in the database. It queries at the end, because erasures continue during the verification. */
export class StoredChainIndex extends ChainIndex {
  constructor(
    private readonly records: AuditRecordRepository,
    private readonly tenantId: string,
  ) {
    super();
  }

  add(): void {
    // The other methods query the database instead.
  }

  hasErasure(erasureId: string): Promise<boolean> {
    return this.records.isErasureAskedFor(this.tenantId, erasureId);
  }

  async emptiedBy(erasureId: string): Promise<Emptied> {
    const digest = new EmptiedDigest();
    for (let seq = 0; ;) {
      const page = await this.records.findEmptied(this.tenantId, erasureId, seq, PAGE);
      for (const record of page) digest.add(record);
      seq = page.at(-1)?.seq ?? seq;
      if (page.length < PAGE) return digest.value;
    }
  }

  async expiredThrough(): Promise<number> {
    const last = await this.records.findLastExpiry(this.tenantId);
    return last === null ? 0 : expiryOf(last);
  }
}
