import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const varchar = (name: string, length: number, isNullable = false) => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});

export class CreateApiKeys1764115200000 implements MigrationInterface {
  /** Prefix of all table and index names. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: `${this.prefix}api_keys`,
        columns: [
          { ...varchar('id', 36), isPrimary: true },
          varchar('tenant_id', 128),
          varchar('role', 16),
          varchar('user_id', 128, true),
          varchar('digest', 64),
          varchar('hint', 16),
          varchar('created_at', 24),
          varchar('expires_at', 24, true),
          varchar('revoked_at', 24, true),
          varchar('last_used_at', 24, true),
        ],
        indices: [
          new TableIndex({ name: `${this.prefix}idx_api_keys_digest`, columnNames: ['digest'], isUnique: true }),
          new TableIndex({ name: `${this.prefix}idx_api_keys_tenant`, columnNames: ['tenant_id', 'created_at', 'id'] }),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}api_keys`);
  }
}
