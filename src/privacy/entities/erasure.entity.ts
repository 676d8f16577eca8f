import { Column, Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn } from '../../database/index.js';

/** The erasure of a user and its receipt. It names the user until it is closed. */
@Entity('erasures')
@Index('idx_erasures_running', ['tenantId', 'userId'], { unique: true, where: 'erased_at IS NULL' })
@Index('idx_erasures_open', ['id'], { where: 'closed_at IS NULL' })
export class Erasure {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  /** `null` once the erasure is closed. */
  @Column({ name: 'user_id', type: 'varchar', length: 128, nullable: true })
  userId: string | null;

  @InstantColumn({ name: 'requested_at' })
  requestedAt: Date;

  /** When all data was deleted; `null` while the erasure is in progress. */
  @InstantColumn({ name: 'erased_at', nullable: true })
  erasedAt: Date | null;

  /** Since when no late writes of the user have been found; `null` before the first check. */
  @InstantColumn({ name: 'quiet_since', nullable: true })
  quietSince: Date | null;

  /** When the erasure was closed, because late writes are no longer possible; `null` before that. */
  @InstantColumn({ name: 'closed_at', nullable: true })
  closedAt: Date | null;

  /** Number of erased rows by kind. */
  @JsonColumn({ name: 'counts' })
  counts: Readonly<Record<string, number>>;

  /** The id of the audit record of the request; `null` if auditing is off. */
  @Column({ name: 'audit_id', type: 'varchar', length: 36, nullable: true })
  auditId: string | null;
}
