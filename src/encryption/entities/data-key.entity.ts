import { Column, Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn } from '../../database/index.js';

/** The `userId` of the tenant's own data key, which keys the digests that users of a tenant share. */
export const TENANT_KEY = '';

/** The key of one user's content, wrapped by a master key that is never stored in the database. */
@Entity('data_keys')
@Index('idx_data_keys_owner', ['tenantId', 'userId'], { unique: true })
@Index('idx_data_keys_master', ['masterKey', 'id'])
export class DataKey {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  /** Empty for the tenant's own key. */
  @Column({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  @Column({ name: 'wrapped_key', type: 'varchar', length: 128 })
  wrappedKey: string;

  /** The name of the master key that wraps it. */
  @Column({ name: 'master_key', type: 'varchar', length: 64 })
  masterKey: string;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}
