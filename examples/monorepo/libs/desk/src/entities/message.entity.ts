import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What was written on a ticket. Reprise has messages of its own, of its conversations, in `reprise_messages`. */
@Entity('messages')
@Index('idx_messages_ticket_id_created_at', ['ticketId', 'createdAt'])
export class Message {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;

  @Column({ name: 'ticket_id', type: 'varchar', length: 36 })
  ticketId: string;

  @Column({ type: 'varchar', length: 128 })
  author: string;

  @Column({ type: 'text' })
  body: string;

  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt: string;
}
