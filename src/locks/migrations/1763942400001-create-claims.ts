import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const varchar = (name: string, length: number, isNullable = false) => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});

export class CreateClaims1763942400001 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: `${this.prefix}claims`,
        columns: [
          { ...varchar('id', 64), isPrimary: true },
          varchar('tenant_id', 128),
          varchar('user_id', 128),
          varchar('fingerprint', 64, true),
          varchar('holder', 36, true),
          varchar('held_until', 24),
          { name: 'outcome', type: 'text', isNullable: true },
        ],
        indices: [
          new TableIndex({ name: `${this.prefix}idx_claims_until`, columnNames: ['held_until'] }),
          new TableIndex({ name: `${this.prefix}idx_claims_owner`, columnNames: ['tenant_id', 'user_id'] }),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}claims`);
  }
}
