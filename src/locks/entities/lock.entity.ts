import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../../database/index.js';

/**
 * A name that one request at a time may hold, across replicas: while it asks Claude a question (others wait for the
 * answer), or for as long as an idempotency key is remembered.
 */
@Entity('claims')
@Index('idx_claims_until', ['heldUntil'])
@Index('idx_claims_owner', ['tenantId', 'userId'])
export class Lock {
  /** SHA-256 of what is locked, its tenant included. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @Column({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  /** SHA-256 of the request that holds it, where only the very same may share its outcome, or of what its holder is at. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  fingerprint: string | null;

  /** Who works on it, a name for this one time; `null` once there is an outcome. */
  @Column({ type: 'varchar', length: 36, nullable: true })
  holder: string | null;

  /** Until when the holder is taken for alive, or the outcome is remembered. Then anybody may lock the name. */
  @InstantColumn({ name: 'held_until' })
  heldUntil: Date;

  /** The data key that the outcome is encrypted under; `null` where it is stored as it is. */
  @Column({ name: 'key_id', type: 'varchar', length: 36, nullable: true })
  keyId: string | null;

  @JsonColumn({ name: 'outcome', nullable: true })
  outcome: unknown;
}
