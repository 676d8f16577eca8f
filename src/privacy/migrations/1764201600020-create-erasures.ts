import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const varchar = (name: string, length: number, isNullable = false) => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});

export class CreateErasures1764201600020 implements MigrationInterface {
  /** Prefix of all table and index names. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: `${this.prefix}erasures`,
        columns: [
          { ...varchar('id', 36), isPrimary: true },
          varchar('tenant_id', 128),
          varchar('user_id', 128, true),
          varchar('requested_at', 24),
          varchar('erased_at', 24, true),
          varchar('quiet_since', 24, true),
          varchar('closed_at', 24, true),
          { name: 'counts', type: 'text' },
          varchar('audit_id', 36, true),
        ],
        indices: [
          new TableIndex({
            name: `${this.prefix}idx_erasures_running`,
            columnNames: ['tenant_id', 'user_id'],
            isUnique: true,
            where: 'erased_at IS NULL',
          }),
          new TableIndex({ name: `${this.prefix}idx_erasures_open`, columnNames: ['id'], where: 'closed_at IS NULL' }),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}erasures`);
  }
}
