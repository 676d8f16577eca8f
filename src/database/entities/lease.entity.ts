import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../columns.js';

/** Work that one process among the replicas does at a time. */
@Entity('leases')
export class Lease {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  name: string;

  /** The process that does it. */
  @Column({ type: 'varchar', length: 36 })
  holder: string;

  /** Until when the holder is taken for alive; then anybody may take over. */
  @InstantColumn({ name: 'held_until' })
  heldUntil: Date;
}
