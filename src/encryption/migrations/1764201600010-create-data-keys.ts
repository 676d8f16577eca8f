import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const varchar = (name: string, length: number) => ({ name, type: 'varchar', length: String(length) });

export class CreateDataKeys1764201600010 implements MigrationInterface {
  /** Prefix of all table and index names. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: `${this.prefix}data_keys`,
        columns: [
          { ...varchar('id', 36), isPrimary: true },
          varchar('tenant_id', 128),
          varchar('user_id', 128),
          varchar('wrapped_key', 128),
          varchar('master_key', 64),
          varchar('created_at', 24),
        ],
        indices: [
          new TableIndex({
            name: `${this.prefix}idx_data_keys_owner`,
            columnNames: ['tenant_id', 'user_id'],
            isUnique: true,
          }),
          new TableIndex({ name: `${this.prefix}idx_data_keys_master`, columnNames: ['master_key', 'id'] }),
        ],
      }),
    );
  }

  /** Refuses to drop keys that are in use, because encrypted content cannot be read without them. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const [row] = await queryRunner.manager.query<object[]>(`SELECT id FROM ${this.prefix}data_keys LIMIT 1`);
    if (row) throw new Error('irreversible: data keys open what is encrypted; restore a backup');
    await queryRunner.dropTable(`${this.prefix}data_keys`);
  }
}
