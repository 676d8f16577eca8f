import { Column, Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, PicoUsdColumn } from '../../database/index.js';
import type { CallKind } from './call.entity.js';

/** One request that was answered from the store: nothing was sent to Claude for it, and nothing billed. */
@Entity('replays')
@Index('idx_replays_owner', ['tenantId', 'userId', 'createdAt'])
@Index('idx_replays_tenant', ['tenantId', 'createdAt'])
export class Replay {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @Column({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  @Column({ type: 'varchar', length: 32 })
  kind: CallKind;

  /** The row that was the answer. */
  @Column({ name: 'subject_id', type: 'varchar', length: 36 })
  subjectId: string;

  @Column({ type: 'varchar', length: 128 })
  model: string;

  /** What the answer had cost; `null` where that is not known. */
  @PicoUsdColumn({ name: 'saved_pico_usd', nullable: true })
  savedPicoUsd: bigint | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}
