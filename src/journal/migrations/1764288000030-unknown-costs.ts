import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a call's tokens were counted by Claude, are a bound, or are not known; and what budgets keep for those. */
export class UnknownCosts1764288000030 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    const [calls, days] = [`${this.prefix}calls`, `${this.prefix}usage_days`];
    await queryRunner.query(`ALTER TABLE ${calls} ADD COLUMN usage_basis varchar(16) NOT NULL DEFAULT 'reported'`);
    await queryRunner.query(`ALTER TABLE ${days} ADD COLUMN unpriced_bound_pico_usd bigint NOT NULL DEFAULT 0`);
    await queryRunner.query(`ALTER TABLE ${days} ADD COLUMN estimated_calls bigint NOT NULL DEFAULT 0`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE ${this.prefix}usage_days DROP COLUMN estimated_calls`);
    await queryRunner.query(`ALTER TABLE ${this.prefix}usage_days DROP COLUMN unpriced_bound_pico_usd`);
    await queryRunner.query(`ALTER TABLE ${this.prefix}calls DROP COLUMN usage_basis`);
  }
}
