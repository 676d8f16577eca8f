import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which key a claim's outcome is encrypted under. What stands there already is plain, and stays readable. */
export class ProtectClaims1764201600014 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE ${this.prefix}claims ADD COLUMN key_id varchar(36)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const table = `${this.prefix}claims`;
    const [row] = await queryRunner.manager.query<object[]>(`SELECT 1 FROM ${table} WHERE key_id IS NOT NULL LIMIT 1`);
    if (row) throw new Error(`irreversible: rows of ${table} are encrypted; restore a backup`);
    await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN key_id`);
  }
}
