import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Full-text search beside the table, in each database's own index: FTS5 on SQLite, `tsvector` with GIN on PostgreSQL.
 * No entity maps these tables; `search/` is the one place that knows them.
 */
export class CreateResultsSearch1763856000001 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    const statements = isPostgres(queryRunner) ? postgresUp(this.prefix) : sqliteUp(this.prefix);
    for (const statement of statements) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE ${this.prefix}results_search`);
    if (!isPostgres(queryRunner)) await queryRunner.query(`DROP TABLE ${this.prefix}results_search_docs`);
  }
}

const isPostgres = (queryRunner: QueryRunner) => queryRunner.dataSource.options.type === 'postgres';

const postgresUp = (prefix: string) => [
  `CREATE TABLE ${prefix}results_search (
     result_id varchar(36) NOT NULL,
     terms tsvector NOT NULL,
     CONSTRAINT ${prefix}pk_results_search PRIMARY KEY (result_id)
   )`,
  `CREATE INDEX ${prefix}idx_results_search_terms ON ${prefix}results_search USING gin (terms)`,
];

/** FTS5 knows a document by a number of ours; the tokenizer splits at spaces only, since the terms are made already. */
const sqliteUp = (prefix: string) => [
  `CREATE TABLE ${prefix}results_search_docs (
     doc_id integer PRIMARY KEY AUTOINCREMENT,
     result_id varchar(36) NOT NULL UNIQUE
   )`,
  `CREATE VIRTUAL TABLE ${prefix}results_search USING fts5(
     terms, tokenize = 'ascii', content = '', contentless_delete = 1, detail = none
   )`,
];
