import type { AuditRecord, PlacedRecord } from '../audit-record.js';
import { leafOf, personDigest } from '../chain/leaf.js';
import { GENESIS, headAfter, leafAt, type Seal, sealHash } from '../chain/seal.js';
import type { TrustedKeys } from '../chain/signing.js';

/** Checks a seal that follows `before`, without its signature. @returns what is wrong, or `null` */
export function sealError(seal: Seal, before: Seal | null, tenant: string): string | null {
  const { tenant_id, number, first_seq, last_seq, leaves } = seal;
  if (tenant_id !== tenant) return `seal ${number} is of another tenant`;
  if (first_seq !== (before?.last_seq ?? 0) + 1 || last_seq < first_seq)
    return `seal ${number} covers unexpected positions`;
  if (leaves.length !== (last_seq - first_seq + 1) * LEAF_LENGTH) return `seal ${number} has a wrong number of leaves`;
  if (seal.previous !== (before ? sealHash(before) : GENESIS))
    return `seal ${number} does not follow the previous seal`;
  let head = before?.head ?? GENESIS;
  for (let seq = first_seq; seq <= last_seq; seq += 1) head = headAfter(head, leafAt(seal, seq));
  return head === seal.head ? null : `seal ${number} does not match its leaves`;
}

/** Checks a seal's signature. @returns what is wrong, or `null` @param isExpected whether a missing one is an error */
export function signatureError(seal: Seal, trusted: TrustedKeys, isExpected: boolean): string | null {
  const { number, key_id } = seal;
  if (key_id === null) return isExpected ? `seal ${number} is not signed, but earlier seals are` : null;
  if (!trusted.knows(key_id)) return `seal ${number} is signed with the key ${key_id}, which is not trusted`;
  return trusted.isSigned(seal) ? null : `seal ${number} has a wrong signature`;
}

/** Checks a record against the seal that covers it. @returns what is wrong, or `null` */
export function recordError(record: PlacedRecord, seal: Seal): string | null {
  if (record.tenant_id !== seal.tenant_id) return 'it is of another tenant';
  if (leafOf(record) !== leafAt(seal, record.seq)) return 'it is not the record that was sealed in this place';
  return personError(record);
}

/** Checks the personal fields, which are sealed by their digest only, so that they can be erased. */
function personError(record: AuditRecord): string | null {
  const { salt, erasure_id, person_digest } = record;
  if (salt !== null) {
    if (erasure_id !== null) return 'it is marked as erased, but is not';
    return personDigest(salt, record) === person_digest ? null : 'it names another person, address or request';
  }
  if (erasure_id === null) return 'its salt is gone, but no erasure has removed it';
  const self = record.role === 'user' ? [record.subject, record.address] : [];
  const named = [record.user_id, record.request_id, ...self].some((value) => value !== null);
  return named ? 'it is marked as erased, but names a person' : null;
}

/** Hexadecimal digits of a SHA-256. */
const LEAF_LENGTH = 64;
