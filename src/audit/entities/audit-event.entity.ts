import { Column, Entity, Index } from 'typeorm';
import type { AuditAction, AuditDetail, Role } from '../../common/index.js';
import { IdColumn, InstantColumn, JsonColumn } from '../../database/index.js';

/**
 * One thing that was done: by whom, on what, how it ended. Once it is sealed nothing of it changes, except that an erasure
 * takes out what names the person and the salt, without which the digests say nothing to anybody.
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

  /** Its place in the tenant's chain, from 1; `null` until it is sealed. */
  @Column({ type: 'bigint', nullable: true })
  seq: string | null;

  @InstantColumn({ name: 'at' })
  at: Date;

  @Column({ type: 'varchar', length: 64 })
  action: AuditAction;

  /** `done`, or the code of the error it ended with. */
  @Column({ type: 'varchar', length: 64 })
  outcome: string;

  /** `null` for what Reprise does by itself, or a host in nobody's name. */
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

  /** Whose things it was about; `null` for the tenant's, and once the user is erased. */
  @Column({ name: 'user_id', type: 'varchar', length: 128, nullable: true })
  userId: string | null;

  @Column({ name: 'subject_id', type: 'varchar', length: 64, nullable: true })
  subjectId: string | null;

  @JsonColumn({ name: 'call_ids' })
  callIds: readonly string[];

  @JsonColumn({ name: 'detail' })
  detail: AuditDetail;

  /** HMAC-SHA256 under `salt` of what was sent, of what was received. */
  @Column({ name: 'sent_digest', type: 'varchar', length: 64, nullable: true })
  sentDigest: string | null;

  @Column({ name: 'received_digest', type: 'varchar', length: 64, nullable: true })
  receivedDigest: string | null;

  /** 128 random bits; gone once the user is erased. */
  @Column({ type: 'varchar', length: 32, nullable: true })
  salt: string | null;

  /** HMAC-SHA256 under `salt` of everything that names a person: what the seal covers in its place. */
  @Column({ name: 'person_digest', type: 'varchar', length: 64 })
  personDigest: string;

  /** The erasure that took the person out of it. */
  @Column({ name: 'erasure_id', type: 'varchar', length: 36, nullable: true })
  erasureId: string | null;
}
