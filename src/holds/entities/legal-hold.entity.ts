import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../../database/index.js';

/** A legal hold. While it exists, no data of the user is deleted, neither by a request nor by retention. */
@Entity('legal_holds')
export class LegalHold {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @PrimaryColumn({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  /** The reason in the caller's words. It is returned by the hold's own route only. */
  @Column({ type: 'varchar', length: 512 })
  reason: string;

  /** When the hold began. A new reason does not change it. */
  @InstantColumn({ name: 'held_at' })
  heldAt: Date;

  /** The caller that set it last; `null` if a host set it without an identity. */
  @Column({ name: 'held_by', type: 'varchar', length: 256, nullable: true })
  heldBy: string | null;
}
