import { Column, Entity, Index } from 'typeorm';
import type { Role } from '../../common/index.js';
import { IdColumn, InstantColumn } from '../../database/index.js';

/** An API key, without the key: what is kept cannot be turned back into it. */
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

  /** The one user that a key with the role `user` is bound to. */
  @Column({ name: 'user_id', type: 'varchar', length: 128, nullable: true })
  userId: string | null;

  /** A keyed digest of the whole key: HMAC-SHA256. */
  @Column({ type: 'varchar', length: 64 })
  digest: string;

  /** The first characters of the key, by which its owner knows it again. */
  @Column({ type: 'varchar', length: 16 })
  hint: string;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  /** The first instant at which it no longer counts; `null`: it counts until it is revoked. */
  @InstantColumn({ name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @InstantColumn({ name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  /** When it was made, if that was with AUTH_MODE=none: until the operator confirms it, it counts nowhere. */
  @InstantColumn({ name: 'unconfirmed_since', nullable: true })
  unconfirmedSince: Date | null;

  /** To the minute. */
  @InstantColumn({ name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;
}
