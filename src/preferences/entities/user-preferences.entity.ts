import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Effort } from '../../claude/index.js';
import { InstantColumn, JsonColumn } from '../../database/index.js';

/** The preferences of a user for all calls. `null` leaves a value to the request and to the defaults. */
@Entity('user_preferences')
export class UserPreferences {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @PrimaryColumn({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  /** The data key that encrypts the content; `null` if it is stored as plain text. */
  @Column({ name: 'key_id', type: 'varchar', length: 36, nullable: true })
  keyId: string | null;

  @Column({ type: 'varchar', length: 128, nullable: true })
  model: string | null;

  @Column({ name: 'max_tokens', type: 'integer', nullable: true })
  maxTokens: number | null;

  @Column({ type: 'varchar', length: 16, nullable: true })
  effort: Effort | null;

  @Column({ type: 'text', nullable: true })
  system: string | null;

  /** The language of answers: a language tag or a name. */
  @Column({ type: 'text', nullable: true })
  language: string | null;

  /** Facts about the user that Claude should know. */
  @JsonColumn({ name: 'profile' })
  profile: Readonly<Record<string, string>>;

  /** 1 when they are first set, incremented with each change. */
  @Column({ type: 'integer' })
  version: number;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}
