import { leafOf, type SealedRecord } from './leaf.js';
import { GENESIS, headAfter, type Seal, sealHash } from './seal.js';
import type { SealSigner } from './signing.js';

/** The seal of these records, which follow the last sealed one. @param last `null` for the first seal of a tenant */
export function nextSeal(
  tenantId: string,
  last: Seal | null,
  records: readonly Omit<SealedRecord, 'seq'>[],
  { at, signer }: { readonly at: Date; readonly signer: SealSigner | null },
): Seal {
  const first = (last?.last_seq ?? 0) + 1;
  const leaves = records.map((record, index) => leafOf({ ...record, seq: first + index }));
  const unsigned = {
    tenant_id: tenantId,
    number: (last?.number ?? 0) + 1,
    first_seq: first,
    last_seq: first + records.length - 1,
    leaves: leaves.join(''),
    head: leaves.reduce(headAfter, last?.head ?? GENESIS),
    previous: last ? sealHash(last) : GENESIS,
    sealed_at: at.toISOString(),
    key_id: signer?.keyId ?? null,
  };
  return { ...unsigned, signature: signer?.sign(unsigned) ?? null };
}
