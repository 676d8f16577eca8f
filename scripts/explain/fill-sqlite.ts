import Database from 'better-sqlite3';
import { ownerTerm, queryTerms } from '../../src/search/search-terms.js';
import { CONVERSATIONS } from './conversation-data.js';
import { ownerOf, rowOf, USERS } from './data.js';

const RESULT = `INSERT INTO results (id, tenant_id, user_id, input_text, input_digest, system, model, answered_model,
    max_tokens, effort, answer_schema, content, result, parsed, stop_reason, input_tokens, output_tokens,
    cache_creation_input_tokens, cache_creation_1h_input_tokens, cache_read_input_tokens, tokens_used, cost_pico_usd,
    claude_request_id, metadata, cache_key, source_id, answered_at, created_at)
  VALUES (@id, @tenant, @user, @input, @digest, NULL, @model, @model, 4096, NULL, NULL, @content, @answer, NULL,
    'end_turn', 60, 40, 0, 0, 0, 100, 520000000, NULL, '{}', @cacheKey, @sourceId, @at, @at)`;

const CONVERSATIONS_SEARCH = `
  INSERT INTO conversations_search_docs (document_id, conversation_id)
  SELECT id, conversation_id FROM messages WHERE role <> 'summary' ORDER BY created_at, id;
  INSERT INTO conversations_search (rowid, terms)
  SELECT d.doc_id, owner_term(m.tenant_id, m.user_id) || ' ' || m.text
    FROM conversations_search_docs d JOIN messages m ON m.id = d.document_id`;

/** Fills a migrated database: every result through one prepared statement, all in one transaction. */
export function fillSqlite(file: string, rows: number): void {
  const db = new Database(file);
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -500000');
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'idx\\_%' ESCAPE '\\'`,
    )
    .all();
  // An index is built faster at once than row by row.
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`);
  db.function('owner_term', (tenantId, userId) => ownerTerm({ tenantId: String(tenantId), userId: String(userId) }));
  db.transaction(() => {
    insertRows(db, rows);
    for (const sql of CONVERSATIONS) db.exec(sql);
    db.exec(CONVERSATIONS_SEARCH);
  })();
  for (const { sql } of indexes) db.exec(sql);
  db.exec('ANALYZE');
  db.close();
}

function insertRows(db: Database.Database, rows: number): void {
  const result = db.prepare(RESULT);
  const document = db.prepare('INSERT INTO results_search_docs (doc_id, result_id) VALUES (?, ?)');
  const search = db.prepare('INSERT INTO results_search (rowid, terms) VALUES (?, ?)');
  const ownerTerms = Array.from({ length: USERS }, (_, user) => ownerTerm(ownerOf(user)));
  for (let i = 0; i < rows; i += 1) {
    const { id, user, ms, model, words, cacheKey, isCopy } = rowOf(i, rows);
    const owner = ownerOf(user);
    const answer = `I read about ${words}.`;
    result.run({
      id,
      tenant: owner.tenantId,
      user: owner.userId,
      model,
      cacheKey,
      answer,
      input: words,
      digest: cacheKey,
      sourceId: isCopy ? id : null,
      at: new Date(ms).toISOString(),
      content: JSON.stringify([{ type: 'text', text: answer, citations: null }]),
    });
    document.run(i + 1, id);
    // Of words set apart by spaces a document has the same terms as a query.
    search.run(i + 1, [ownerTerms[user], ...queryTerms(`${words}\n${answer}`)].join(' '));
  }
}
