import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What replicas on PostgreSQL have counted, in the shape that `rate-limiter-flexible` asks for; a SQLite database has one
 * process, which counts in its memory. No entity maps the table. Unlogged: counts need not survive a crash, and every
 * request writes one.
 */
export class CreateRateLimits1764115200004 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
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
