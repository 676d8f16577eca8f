import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const varchar = (name: string, length: number, isNullable = false) => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});

export class CreateUserPreferences1764115200001 implements MigrationInterface {
  /** Prefix of all table and index names. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: `${this.prefix}user_preferences`,
        columns: [
          { ...varchar('tenant_id', 128), isPrimary: true },
          { ...varchar('user_id', 128), isPrimary: true },
          varchar('model', 128, true),
          { name: 'max_tokens', type: 'integer', isNullable: true },
          varchar('effort', 16, true),
          { name: 'system', type: 'text', isNullable: true },
          varchar('language', 64, true),
          { name: 'profile', type: 'text' },
          { name: 'version', type: 'integer' },
          varchar('updated_at', 24),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}user_preferences`);
  }
}
