import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const varchar = (name: string, length: number) => ({ name, type: 'varchar', length: String(length) });

export class CreateLegalHolds1764201600025 implements MigrationInterface {
  /** Prefix of all table and index names. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: `${this.prefix}legal_holds`,
        columns: [
          { ...varchar('tenant_id', 128), isPrimary: true },
          { ...varchar('user_id', 128), isPrimary: true },
          varchar('reason', 512),
          varchar('held_at', 24),
          { ...varchar('held_by', 256), isNullable: true },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}legal_holds`);
  }
}
