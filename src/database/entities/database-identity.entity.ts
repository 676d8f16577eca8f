import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Tells this database from others: one row, made when it is first needed. Replicas share it, and so does a restored copy. */
@Entity('database_identity')
export class DatabaseIdentity {
  /** The same in each database, so that there is one row. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  name: string;

  /** A random UUID. */
  @Column({ type: 'varchar', length: 36 })
  id: string;
}
