import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../../database/index.js';

/**
 * Covers a range of a tenant's chain. The primary key prevents forks of the chain: the database refuses a second seal
 * with the same number.
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

  /** SHA-256 of each record in order, 64 hexadecimal digits each, so that verification can name a changed record. */
  @Column({ type: 'text' })
  leaves: string;

  /** The chain's head after the last record. */
  @Column({ type: 'varchar', length: 64 })
  head: string;

  /** SHA-256 of the previous seal. */
  @Column({ type: 'varchar', length: 64 })
  previous: string;

  @InstantColumn({ name: 'sealed_at' })
  sealedAt: Date;

  /** The id of the signing key; `null` if the seal is not signed. */
  @Column({ name: 'key_id', type: 'varchar', length: 64, nullable: true })
  keyId: string | null;

  /** Ed25519 signature in base64. */
  @Column({ type: 'varchar', length: 128, nullable: true })
  signature: string | null;

  /** When the seal was written to all mirrors; `null` before that. */
  @InstantColumn({ name: 'mirrored_at', nullable: true })
  mirroredAt: Date | null;
}
