import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Effort } from '../../claude/index.js';
import { InstantColumn, JsonColumn } from '../../database/index.js';

/** What one user wants of every call made for it; `null` is left to the caller and to the defaults. */
@Entity('user_preferences')
export class UserPreferences {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @PrimaryColumn({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  /** The data key that what is said here is encrypted under; `null` where it is stored as it is. */
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

  /** The language of answers, as the user names it. */
  @Column({ type: 'text', nullable: true })
  language: string | null;

  /** What Claude is to know of the user. */
  @JsonColumn({ name: 'profile' })
  profile: Readonly<Record<string, string>>;

  /** 1 for the first time they were set, and one more for each change. */
  @Column({ type: 'integer' })
  version: number;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}
