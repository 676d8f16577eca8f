import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('tickets')
@Index('idx_tickets_tenant_id_created_at', ['tenantId', 'createdAt'])
export class Ticket {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  /** The name of a user of the tenant. */
  @Column({ name: 'opened_by', type: 'varchar', length: 128 })
  openedBy: string;

  @Column({ type: 'varchar', length: 200 })
  subject: string;

  /** Raised with every message, so that a summary of fewer messages is never taken for one of all. */
  @Column({ type: 'integer' })
  version: number;

  /** The result that Reprise keeps; `null` until there is one of every message. */
  @Column({ name: 'summary_id', type: 'varchar', length: 36, nullable: true })
  summaryId: string | null;

  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt: string;
}
