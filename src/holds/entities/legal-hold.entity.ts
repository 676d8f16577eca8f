import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../../database/index.js';

/** While there is one, nothing of the user's is erased: neither by anybody who asks for it, nor for its age. */
@Entity('legal_holds')
export class LegalHold {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @PrimaryColumn({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  /** In words of whoever set it; nothing but the hold itself shows it. */
  @Column({ type: 'varchar', length: 512 })
  reason: string;

  /** Since when, without a gap; another reason does not begin it anew. */
  @InstantColumn({ name: 'held_at' })
  heldAt: Date;

  /** Who set it last; `null` where a host did in nobody's name. */
  @Column({ name: 'held_by', type: 'varchar', length: 256, nullable: true })
  heldBy: string | null;
}
