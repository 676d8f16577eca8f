import type { AuditRecord, PlacedRecord } from '../audit-record.js';
import { leafOf, personDigest } from '../chain/leaf.js';
import { GENESIS, headAfter, leafAt, type Seal, sealHash } from '../chain/seal.js';
import type { TrustedKeys } from '../chain/signing.js';

/** What is wrong with a seal that follows on `before`; `null` if nothing is. Whether it is signed is asked apart. */
export function faultOfSeal(seal: Seal, before: Seal | null, tenant: string): string | null {
  const { tenant_id, number, first_seq, last_seq, leaves } = seal;
  if (tenant_id !== tenant) return `seal ${number} is of another tenant`;
  if (first_seq !== (before?.last_seq ?? 0) + 1 || last_seq < first_seq) return `seal ${number} has other places`;
  if (leaves.length !== (last_seq - first_seq + 1) * LEAF_LENGTH) return `seal ${number} has another number of leaves`;
  if (seal.previous !== (before ? sealHash(before) : GENESIS)) return `seal ${number} follows on another seal`;
  let head = before?.head ?? GENESIS;
  for (let seq = first_seq; seq <= last_seq; seq += 1) head = headAfter(head, leafAt(seal, seq));
  return head === seal.head ? null : `seal ${number} does not fit its leaves`;
}

/** What is wrong with a seal's signature where one is to be expected. */
export function faultOfSignature(seal: Seal, trusted: TrustedKeys, isExpected: boolean): string | null {
  const { number, key_id } = seal;
  if (key_id === null) return isExpected ? `seal ${number} is not signed, and those before it are` : null;
  if (!trusted.knows(key_id)) return `seal ${number} is signed with the key ${key_id}, which is not trusted`;
  return trusted.isSigned(seal) ? null : `seal ${number} has a signature that is not its own`;
}

/** What is wrong with the record in this place, against the seal that covers it. */
export function faultOfRecord(record: PlacedRecord, seal: Seal): string | null {
  if (record.tenant_id !== seal.tenant_id) return 'it is of another tenant';
  if (leafOf(record) !== leafAt(seal, record.seq)) return 'it is not the record that was sealed in this place';
  return faultOfPerson(record);
}

/** The person is not sealed itself, so that it can be erased; its digest is. */
function faultOfPerson(record: AuditRecord): string | null {
  const { salt, erasure_id, person_digest } = record;
  if (salt !== null) {
    if (erasure_id !== null) return 'it is marked as erased, and is not';
    return personDigest(salt, record) === person_digest ? null : 'it names another person, address or request';
  }
  if (erasure_id === null) return 'its salt is gone, and no erasure has taken it';
  const self = record.role === 'user' ? [record.subject, record.address] : [];
  const named = [record.user_id, record.request_id, ...self].some((value) => value !== null);
  return named ? 'it is marked as erased, and names somebody' : null;
}

/** Hexadecimal digits of a SHA-256. */
const LEAF_LENGTH = 64;
