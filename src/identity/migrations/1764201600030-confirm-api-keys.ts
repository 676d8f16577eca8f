import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Marks keys that are created with AUTH_MODE=none. Existing keys stay valid. */
export class ConfirmApiKeys1764201600030 implements MigrationInterface {
  /** Prefix of all table and index names. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE ${this.prefix}api_keys ADD COLUMN unconfirmed_since varchar(24)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // Unconfirmed keys are revoked, because they would become valid without the column.
    await queryRunner.query(
      `UPDATE ${this.prefix}api_keys SET revoked_at = COALESCE(revoked_at, unconfirmed_since) WHERE unconfirmed_since IS NOT NULL`,
    );
    await queryRunner.query(`ALTER TABLE ${this.prefix}api_keys DROP COLUMN unconfirmed_since`);
  }
}
