import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the retention, which looks for the oldest of whichever user. */
export class IndexConversationsByAge1764201600026 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX ${this.prefix}idx_conversations_age ON ${this.prefix}conversations (updated_at, id)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX ${this.prefix}idx_conversations_age`);
  }
}
