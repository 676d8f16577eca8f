import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Full-text search over titles and messages, as over results: each message is a document, and so is a title that was
 * given. No entity maps these tables; the search room is the one place that knows them.
 */
export class CreateConversationsSearch1764028800001 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    const statements = isPostgres(queryRunner) ? postgresUp(this.prefix) : sqliteUp(this.prefix);
    for (const statement of statements) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE ${this.prefix}conversations_search`);
    if (!isPostgres(queryRunner)) await queryRunner.query(`DROP TABLE ${this.prefix}conversations_search_docs`);
  }
}

const isPostgres = (queryRunner: QueryRunner) => queryRunner.dataSource.options.type === 'postgres';

const postgresUp = (prefix: string) => [
  `CREATE TABLE ${prefix}conversations_search (
     document_id varchar(36) NOT NULL,
     conversation_id varchar(36) NOT NULL,
     terms tsvector NOT NULL,
     CONSTRAINT ${prefix}pk_conversations_search PRIMARY KEY (document_id)
   )`,
  `CREATE INDEX ${prefix}idx_conversations_search_terms ON ${prefix}conversations_search USING gin (terms)`,
  `CREATE INDEX ${prefix}idx_conversations_search_conversation ON ${prefix}conversations_search (conversation_id)`,
];

const sqliteUp = (prefix: string) => [
  `CREATE TABLE ${prefix}conversations_search_docs (
     doc_id integer PRIMARY KEY AUTOINCREMENT,
     document_id varchar(36) NOT NULL UNIQUE,
     conversation_id varchar(36) NOT NULL
   )`,
  `CREATE INDEX ${prefix}idx_conversations_search_conversation ON ${prefix}conversations_search_docs (conversation_id)`,
  `CREATE VIRTUAL TABLE ${prefix}conversations_search USING fts5(
     terms, tokenize = 'ascii', content = '', contentless_delete = 1, detail = none
   )`,
];
