import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the retention, which looks for the oldest of whichever user. */
export class IndexConversationsByAge1764201600026 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX idx_conversations_age ON conversations (updated_at, id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX idx_conversations_age');
  }
}
