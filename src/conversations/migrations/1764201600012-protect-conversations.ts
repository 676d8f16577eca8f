import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['conversations', 'messages'];
/** Too narrow for what they hold encrypted. */
const COLUMNS = [
  ['conversations', 'title', 'varchar(200)'],
  ['messages', 'system_digest', 'varchar(64)'],
] as const;

/** Which key a row's content is encrypted under. What stands there already is plain, and stays readable. */
export class ProtectConversations1764201600012 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
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

/** PostgreSQL changes no row for it. SQLite, which knows no such statement, does not care how long a text is. */
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
