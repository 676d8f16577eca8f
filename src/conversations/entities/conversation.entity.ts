import { Column, Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn } from '../../database/index.js';

/**
 * What is done when a thread no longer fits the model's context window. `full`: the post is refused before anything is
 * spent; `trim`: the oldest turns are left out; `summarise`: a stored summary stands for them.
 */
export const CONTEXT_POLICIES = ['full', 'trim', 'summarise'] as const;
export type ContextPolicy = (typeof CONTEXT_POLICIES)[number];

/** A thread: what holds for all of its messages, and where it was last written. */
@Entity('conversations')
@Index('idx_conversations_activity', ['tenantId', 'userId', 'updatedAt', 'id'])
@Index('idx_conversations_age', ['updatedAt', 'id'])
export class Conversation {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @Column({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  /** The data key that what is said here is encrypted under; `null` where it is stored as it is. */
  @Column({ name: 'key_id', type: 'varchar', length: 36, nullable: true })
  keyId: string | null;

  /** `null` until it is given, or taken from the first message. */
  @Column({ type: 'text', nullable: true })
  title: string | null;

  @Column({ type: 'text', nullable: true })
  system: string | null;

  /** One for all its answers: thinking blocks are bound to the model that wrote them. */
  @Column({ type: 'varchar', length: 128 })
  model: string;

  @Column({ name: 'context_policy', type: 'varchar', length: 16 })
  contextPolicy: ContextPolicy;

  @JsonColumn({ name: 'metadata' })
  metadata: Readonly<Record<string, string>>;

  /** The last message of the branch last written; `null` while there is none. */
  @Column({ name: 'current_leaf_id', type: 'varchar', length: 36, nullable: true })
  currentLeafId: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  /** When a message was last written. */
  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}
