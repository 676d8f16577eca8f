import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['user_preferences'];
/** Columns that are too short for encrypted values. */
const COLUMNS = [['user_preferences', 'language', 'varchar(64)']] as const;

/** Adds the key that encrypts a row's content. Existing rows are plain and stay readable. */
export class ProtectUserPreferences1764201600013 implements MigrationInterface {
  /** Prefix of all table and index names. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const name of TABLES) {
      await queryRunner.query(`ALTER TABLE ${this.prefix}${name} ADD COLUMN key_id varchar(36)`);
    }
    for (const [table, column] of COLUMNS) await retype(queryRunner, this.prefix + table, column, 'text');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const name of TABLES) {
      const table = this.prefix + name;
      const [row] = await queryRunner.manager.query<object[]>(
        `SELECT 1 FROM ${table} WHERE key_id IS NOT NULL LIMIT 1`,
      );
      if (row) throw new Error(`irreversible: rows of ${table} are encrypted; restore a backup`);
      await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN key_id`);
    }
    for (const [table, column, type] of COLUMNS) await retype(queryRunner, this.prefix + table, column, type);
  }
}

/**
 * Changes a column's type. PostgreSQL does so without rewriting rows. SQLite has no such statement, so the column is
 * copied.
 */
async function retype(queryRunner: QueryRunner, table: string, column: string, type: string): Promise<void> {
  if (queryRunner.dataSource.options.type === 'postgres') {
    await queryRunner.query(`ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type}`);
    return;
  }
  await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN retyped ${type}`);
  await queryRunner.query(`UPDATE ${table} SET retyped = ${column} WHERE ${column} IS NOT NULL`);
  await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  await queryRunner.query(`ALTER TABLE ${table} RENAME COLUMN retyped TO ${column}`);
}
