import { createHmac } from 'node:crypto';
import { sha256 } from '../../common/index.js';

/**
 * The sealed fields of a record, named as in an export. The order of the fields and every byte of this file's output are
 * frozen, because sealed records must verify for as long as they are kept (docs/adr/0017-audit.md).
 */
export interface SealedRecord extends PersonalPart {
  readonly seq: number;
  readonly id: string;
  readonly tenant_id: string;
  readonly at: string;
  readonly action: string;
  readonly outcome: string;
  readonly role: string | null;
  readonly key_id: string | null;
  readonly subject_id: string | null;
  readonly call_ids: readonly string[];
  readonly detail: object;
  readonly sent_digest: string | null;
  readonly received_digest: string | null;
  readonly person_digest: string;
}

/** The fields that identify a person. `subject` and `address` identify the erased user only if the role is `user`. */
export interface PersonalPart {
  readonly role: string | null;
  readonly user_id: string | null;
  readonly request_id: string | null;
  readonly subject: string | null;
  readonly address: string | null;
}

/** SHA-256 of a record, including its position. */
export function leafOf(record: SealedRecord): string {
  const isOwn = isSelf(record);
  return sha256(
    JSON.stringify([
      'reprise-audit/1',
      record.tenant_id,
      record.seq,
      record.id,
      record.at,
      record.action,
      record.outcome,
      record.role,
      record.key_id,
      isOwn ? null : record.subject,
      isOwn ? null : record.address,
      record.subject_id,
      record.call_ids,
      record.detail,
      record.sent_digest,
      record.received_digest,
      record.person_digest,
    ]),
  );
}

/** Keyed digest of the personal fields. Without the salt it cannot be matched with a person. */
export function personDigest(salt: string, person: PersonalPart): string {
  const self = isSelf(person) ? [person.subject, person.address] : [null, null];
  return saltedDigest(salt, JSON.stringify([person.user_id, person.request_id, ...self]));
}

/** HMAC-SHA256 of a text's UTF-8 bytes under a record's salt. */
export function saltedDigest(salt: string, text: string): string {
  return createHmac('sha256', Buffer.from(salt, 'hex')).update(text, 'utf8').digest('hex');
}

function isSelf({ role }: Pick<PersonalPart, 'role'>): boolean {
  return role === 'user';
}
