import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type DeskRole = 'admin' | 'agent';

/** Somebody who may log in. */
@Entity('users')
@Index('uq_users_tenant_id_name', ['tenantId', 'name'], { unique: true })
export class User {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @Column({ type: 'varchar', length: 128 })
  name: string;

  @Column({ type: 'varchar', length: 16 })
  role: DeskRole;

  @Column({ name: 'password_hash', type: 'varchar', length: 255 })
  passwordHash: string;
}
