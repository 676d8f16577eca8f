import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Full-text search over titles and messages, as over results: each message is a document, and so is a title that was
 * given. No entity maps these tables; the search room is the one place that knows them.
 */
export class CreateConversationsSearch1764028800001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of isPostgres(queryRunner) ? POSTGRES_UP : SQLITE_UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE conversations_search');
    if (!isPostgres(queryRunner)) await queryRunner.query('DROP TABLE conversations_search_docs');
  }
}

const isPostgres = (queryRunner: QueryRunner) => queryRunner.dataSource.options.type === 'postgres';

const POSTGRES_UP = [
  `CREATE TABLE conversations_search (
     document_id varchar(36) NOT NULL,
     conversation_id varchar(36) NOT NULL,
     terms tsvector NOT NULL,
     CONSTRAINT pk_conversations_search PRIMARY KEY (document_id)
   )`,
  'CREATE INDEX idx_conversations_search_terms ON conversations_search USING gin (terms)',
  'CREATE INDEX idx_conversations_search_conversation ON conversations_search (conversation_id)',
];

const SQLITE_UP = [
  `CREATE TABLE conversations_search_docs (
     doc_id integer PRIMARY KEY AUTOINCREMENT,
     document_id varchar(36) NOT NULL UNIQUE,
     conversation_id varchar(36) NOT NULL
   )`,
  'CREATE INDEX idx_conversations_search_conversation ON conversations_search_docs (conversation_id)',
  `CREATE VIRTUAL TABLE conversations_search USING fts5(
     terms, tokenize = 'ascii', content = '', contentless_delete = 1, detail = none
   )`,
];
