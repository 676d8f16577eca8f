import { Column, Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn } from '../../database/index.js';

/** The user of a data key that is its tenant's own: digests that users of a tenant share are made under it. */
export const TENANT_KEY = '';

/** The key of everything that one user says, wrapped by a master key that the database never has. */
@Entity('data_keys')
@Index('idx_data_keys_owner', ['tenantId', 'userId'], { unique: true })
@Index('idx_data_keys_master', ['masterKey', 'id'])
export class DataKey {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  /** Empty for the tenant's own. */
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
