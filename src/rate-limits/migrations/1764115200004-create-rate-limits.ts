import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Request counts on PostgreSQL, in the table format of `rate-limiter-flexible`. A SQLite database has one process,
 * which counts in memory. No entity maps the table. It is unlogged, because each request writes to it and counts need
 * not survive a crash.
 */
export class CreateRateLimits1764115200004 implements MigrationInterface {
  /** Prefix of all table and index names. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    if (!isPostgres(queryRunner)) return;
    await queryRunner.query(
      `CREATE UNLOGGED TABLE ${this.prefix}rate_limits (
         key varchar(255) NOT NULL,
         points integer NOT NULL DEFAULT 0,
         expire bigint,
         CONSTRAINT ${this.prefix}pk_rate_limits PRIMARY KEY (key)
       )`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (isPostgres(queryRunner)) await queryRunner.query(`DROP TABLE ${this.prefix}rate_limits`);
  }
}

const isPostgres = (queryRunner: QueryRunner) => queryRunner.dataSource.options.type === 'postgres';
