import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateDatabaseIdentity1764288000034 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: `${this.prefix}database_identity`,
        columns: [
          { name: 'name', type: 'varchar', length: '16', isPrimary: true },
          { name: 'id', type: 'varchar', length: '36' },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}database_identity`);
  }
}
