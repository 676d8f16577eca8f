import { Column, Entity, Index } from 'typeorm';
import type { Role } from '../../common/index.js';
import { IdColumn, InstantColumn } from '../../database/index.js';

/** An API key. Only a digest of the key itself is stored. */
@Entity('api_keys')
@Index('idx_api_keys_digest', ['digest'], { unique: true })
@Index('idx_api_keys_tenant', ['tenantId', 'createdAt', 'id'])
export class ApiKey {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @Column({ type: 'varchar', length: 16 })
  role: Role;

  /** The user to whom a key with the role `user` is bound. */
  @Column({ name: 'user_id', type: 'varchar', length: 128, nullable: true })
  userId: string | null;

  /** HMAC-SHA256 of the key. */
  @Column({ type: 'varchar', length: 64 })
  digest: string;

  /** The first characters of the key, by which its owner recognizes it. */
  @Column({ type: 'varchar', length: 16 })
  hint: string;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  /** When the key expires; `null` if it does not. */
  @InstantColumn({ name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @InstantColumn({ name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  /** When the key was created, if that was with AUTH_MODE=none. It is not valid until the operator confirms it. */
  @InstantColumn({ name: 'unconfirmed_since', nullable: true })
  unconfirmedSince: Date | null;

  /** Rounded down to the minute. */
  @InstantColumn({ name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;
}
