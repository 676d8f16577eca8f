import type { DataSource } from 'typeorm';
import { GENESIS, headAfter, leafOf, type Seal, sealHash, type SealedRecord } from '../../src/audit/index.js';
import { RECORD_COLUMNS, type RecordRow, toRecord } from '../../src/audit/audit-record.js';
import { SEAL_COLUMNS, type SealRow, toSeal } from '../../src/audit/sealer/seal-row.js';

/** What the database says of a tenant's trail, read without any of the code that is to be tested. */
export interface Chain {
  readonly records: readonly (SealedRecord & { readonly seq: number })[];
  readonly unsealed: number;
  readonly seals: readonly Seal[];
}

export async function readChain(dataSource: DataSource, tenantId = 'default'): Promise<Chain> {
  const rows = await dataSource.query<RecordRow[]>(
    `SELECT ${RECORD_COLUMNS} FROM audit_events WHERE tenant_id = '${tenantId}' ORDER BY seq`,
  );
  const seals = await dataSource.query<SealRow[]>(
    `SELECT ${SEAL_COLUMNS} FROM audit_seals WHERE tenant_id = '${tenantId}' ORDER BY number`,
  );
  const records = rows.map(toRecord);
  const sealed = records.flatMap((record) => (record.seq === null ? [] : [{ ...record, seq: record.seq }]));
  return { records: sealed, unsealed: records.length - sealed.length, seals: seals.map(toSeal) };
}

/** Every record in its place, each once, under seals that follow on each other; an exception says what is not so. */
export function expectOneChain({ records, seals }: Chain): void {
  expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
  expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
  expect(seals.map(({ number }) => number)).toEqual(seals.map((_, index) => index + 1));
  let before: Seal | null = null;
  for (const seal of seals) {
    const own = records.slice(seal.first_seq - 1, seal.last_seq);
    const leaves = own.map(leafOf);
    expect(seal.first_seq).toBe((before?.last_seq ?? 0) + 1);
    expect(seal.leaves).toBe(leaves.join(''));
    expect(seal.head).toBe(leaves.reduce(headAfter, before?.head ?? GENESIS));
    expect(seal.previous).toBe(before ? sealHash(before) : GENESIS);
    before = seal;
  }
  expect(before?.last_seq ?? 0).toBe(records.length);
}
