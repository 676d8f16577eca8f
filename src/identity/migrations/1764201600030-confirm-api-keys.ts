import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which keys were made with AUTH_MODE=none. Those that are there already count as before. */
export class ConfirmApiKeys1764201600030 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE ${this.prefix}api_keys ADD COLUMN unconfirmed_since varchar(24)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // Without the column they would count.
    await queryRunner.query(
      `UPDATE ${this.prefix}api_keys SET revoked_at = COALESCE(revoked_at, unconfirmed_since) WHERE unconfirmed_since IS NOT NULL`,
    );
    await queryRunner.query(`ALTER TABLE ${this.prefix}api_keys DROP COLUMN unconfirmed_since`);
  }
}
