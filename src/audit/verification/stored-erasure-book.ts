import type { AuditRecordRepository } from '../audit-record.repository.js';
import { ErasureBook, emptiedDigest } from './erasure-book.js';
import type { Emptied } from './verification.types.js';

/** Ids read at once. */
const PAGE = 1_000;

/** Of a chain in the database, where erasures go on while it is verified: it is asked at the end, all at once. */
export class StoredErasureBook extends ErasureBook {
  constructor(
    private readonly records: AuditRecordRepository,
    private readonly tenantId: string,
  ) {
    super();
  }

  see(): void {
    // What is needed is read when it is asked for.
  }

  isRequested(erasureId: string): Promise<boolean> {
    return this.records.isErasureRequested(this.tenantId, erasureId);
  }

  async emptiedBy(erasureId: string): Promise<Emptied> {
    let [records, digest, seq] = [0, '', 0];
    for (;;) {
      const page = await this.records.findEmptied(this.tenantId, erasureId, seq, PAGE);
      for (const { id } of page) digest = emptiedDigest(digest, id);
      records += page.length;
      seq = page.at(-1)?.seq ?? seq;
      if (page.length < PAGE) return { records, digest };
    }
  }
}
