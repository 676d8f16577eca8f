import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether an answer's tokens were counted by Claude, are a bound, or are not known. */
export class UsageBasisOfMessages1764288000032 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE ${this.prefix}messages ADD COLUMN usage_basis varchar(16) NOT NULL DEFAULT 'reported'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE ${this.prefix}messages DROP COLUMN usage_basis`);
  }
}
