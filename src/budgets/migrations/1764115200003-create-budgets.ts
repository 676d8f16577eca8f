import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const varchar = (name: string, length: number) => ({ name, type: 'varchar', length: String(length) });

export class CreateBudgets1764115200003 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: `${this.prefix}budgets`,
        columns: [
          { ...varchar('tenant_id', 128), isPrimary: true },
          { ...varchar('user_id', 128), isPrimary: true },
          { name: 'limit_pico_usd', type: 'bigint' },
          varchar('period', 8),
          varchar('created_at', 24),
          varchar('updated_at', 24),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}budgets`);
  }
}
