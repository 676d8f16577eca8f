import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../../database/index.js';

/**
 * Closes a stretch of a tenant's chain. Its primary key keeps the chain from forking: a second seal of the same number is
 * refused, whoever writes it.
 */
@Entity('audit_seals')
@Index('idx_audit_seals_unmirrored', ['tenantId', 'number'], { where: 'mirrored_at IS NULL' })
export class AuditSeal {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  /** From 1, without gaps. */
  @PrimaryColumn({ type: 'bigint' })
  number: string;

  @Column({ name: 'first_seq', type: 'bigint' })
  firstSeq: string;

  @Column({ name: 'last_seq', type: 'bigint' })
  lastSeq: string;

  /** SHA-256 of each record in order, 64 hexadecimal digits each, so that a record that was changed can be named. */
  @Column({ type: 'text' })
  leaves: string;

  /** The chain's head after the last record. */
  @Column({ type: 'varchar', length: 64 })
  head: string;

  /** SHA-256 of the seal before. */
  @Column({ type: 'varchar', length: 64 })
  previous: string;

  @InstantColumn({ name: 'sealed_at' })
  sealedAt: Date;

  /** The key it is signed with; `null` where there is none. */
  @Column({ name: 'key_id', type: 'varchar', length: 64, nullable: true })
  keyId: string | null;

  /** Ed25519, in base64. */
  @Column({ type: 'varchar', length: 128, nullable: true })
  signature: string | null;

  /** When it was written down outside of the database; `null` until it is. */
  @InstantColumn({ name: 'mirrored_at', nullable: true })
  mirroredAt: Date | null;
}
