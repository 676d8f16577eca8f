import { Column, Entity, Index } from 'typeorm';
import type { AuditAction, AuditDetail, Role } from '../../common/index.js';
import { IdColumn, InstantColumn, JsonColumn } from '../../database/index.js';

/**
 * An audit record: an action, its actor, its subject and its outcome. A sealed record never changes, except that an
 * erasure removes the personal fields and the salt, without which the digests cannot be matched with a person.
 */
@Entity('audit_events')
@Index('idx_audit_events_place', ['tenantId', 'seq'], { unique: true })
@Index('idx_audit_events_unsealed', ['tenantId', 'id'], { where: 'seq IS NULL' })
@Index('idx_audit_events_list', ['tenantId', 'id'])
@Index('idx_audit_events_user', ['tenantId', 'userId', 'id'], { where: 'user_id IS NOT NULL' })
@Index('idx_audit_events_subject', ['tenantId', 'subjectId', 'id'], { where: 'subject_id IS NOT NULL' })
@Index('idx_audit_events_erasure', ['erasureId', 'seq'], { where: 'erasure_id IS NOT NULL' })
export class AuditEvent {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  /** Position in the tenant's chain, from 1; `null` until the record is sealed. */
  @Column({ type: 'bigint', nullable: true })
  seq: string | null;

  @InstantColumn({ name: 'at' })
  at: Date;

  @Column({ type: 'varchar', length: 64 })
  action: AuditAction;

  /** `done`, or the code of an error. */
  @Column({ type: 'varchar', length: 64 })
  outcome: string;

  /** `null` for actions of Reprise itself, and of a host that sets no identity. */
  @Column({ name: 'actor_role', type: 'varchar', length: 16, nullable: true })
  actorRole: Role | null;

  @Column({ name: 'actor_key_id', type: 'varchar', length: 36, nullable: true })
  actorKeyId: string | null;

  @Column({ name: 'actor_subject', type: 'varchar', length: 256, nullable: true })
  actorSubject: string | null;

  @Column({ name: 'actor_address', type: 'varchar', length: 64, nullable: true })
  actorAddress: string | null;

  @Column({ name: 'request_id', type: 'varchar', length: 128, nullable: true })
  requestId: string | null;

  /** The user whose data was concerned; `null` for tenant-wide actions, and once the user is erased. */
  @Column({ name: 'user_id', type: 'varchar', length: 128, nullable: true })
  userId: string | null;

  @Column({ name: 'subject_id', type: 'varchar', length: 64, nullable: true })
  subjectId: string | null;

  @JsonColumn({ name: 'call_ids' })
  callIds: readonly string[];

  @JsonColumn({ name: 'detail' })
  detail: AuditDetail;

  /** HMAC-SHA256 of the sent text, keyed with `salt`. */
  @Column({ name: 'sent_digest', type: 'varchar', length: 64, nullable: true })
  sentDigest: string | null;

  /** HMAC-SHA256 of the received text, keyed with `salt`. */
  @Column({ name: 'received_digest', type: 'varchar', length: 64, nullable: true })
  receivedDigest: string | null;

  /** 128 random bits, hexadecimal; `null` once the user is erased. */
  @Column({ type: 'varchar', length: 32, nullable: true })
  salt: string | null;

  /** HMAC-SHA256 of the personal fields, keyed with `salt`. The seal covers this digest instead of the fields. */
  @Column({ name: 'person_digest', type: 'varchar', length: 64 })
  personDigest: string;

  /** The erasure that removed the personal fields. */
  @Column({ name: 'erasure_id', type: 'varchar', length: 36, nullable: true })
  erasureId: string | null;
}
