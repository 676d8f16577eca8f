import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when Claude may answer an interrupted call, so that budgets keep its room for that long. */
export class ReserveUntilTimeLimit1764288000033 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE ${this.prefix}calls ADD COLUMN reserved_until varchar(24)`);
    await queryRunner.query(
      `CREATE INDEX ${this.prefix}idx_calls_unanswered ON ${this.prefix}calls (tenant_id, reserved_until)
        WHERE status = 'interrupted'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX ${this.prefix}idx_calls_unanswered`);
    await queryRunner.query(`ALTER TABLE ${this.prefix}calls DROP COLUMN reserved_until`);
  }
}
