import { Column, Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn } from '../../database/index.js';

/** That a user is, or was, erased, and of what. It names the user until it is closed, and nobody from then on. */
@Entity('erasures')
@Index('idx_erasures_running', ['tenantId', 'userId'], { unique: true, where: 'erased_at IS NULL' })
@Index('idx_erasures_open', ['id'], { where: 'closed_at IS NULL' })
export class Erasure {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  /** `null` once it is closed. */
  @Column({ name: 'user_id', type: 'varchar', length: 128, nullable: true })
  userId: string | null;

  @InstantColumn({ name: 'requested_at' })
  requestedAt: Date;

  /** When nothing was left; `null` while it is under way. */
  @InstantColumn({ name: 'erased_at', nullable: true })
  erasedAt: Date | null;

  /** Since when nothing has been found that came too late. */
  @InstantColumn({ name: 'quiet_since', nullable: true })
  quietSince: Date | null;

  /** When it was certain that nothing comes after any more. */
  @InstantColumn({ name: 'closed_at', nullable: true })
  closedAt: Date | null;

  /** How much was erased, by kind. */
  @JsonColumn({ name: 'counts' })
  counts: Readonly<Record<string, number>>;

  /** The record of its request in the audit trail; `null` where none is kept. */
  @Column({ name: 'audit_id', type: 'varchar', length: 36, nullable: true })
  auditId: string | null;
}
