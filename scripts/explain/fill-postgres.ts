import { Client } from 'pg';
import { ownerTerm } from '../../src/search/search-terms.js';
import { CONVERSATIONS, THREAD } from './conversation-data.js';
import { COMMON_WORD, FOREIGN_WORD, HEAVY, HOT_KEY, MODELS, NOW, ownerOf, SPAN_MS, USERS } from './data.js';

/** `rowOf` in SQL. */
const FACTS = `
  CREATE UNLOGGED TABLE explain_rows AS
  SELECT i, owner.*, ms,
         to_char(to_timestamp(ms / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' ||
           lpad((ms % 1000)::text, 3, '0') || 'Z' AS at,
         overlay(lpad(to_hex(ms), 12, '0') placing '-' from 9 for 0) || '-7' || lpad(to_hex(i % 4096), 3, '0') || '-8' ||
           lpad(to_hex(i / 4096 % 4096), 3, '0') || '-' || lpad(to_hex(i), 12, '0') AS id,
         CASE WHEN turn % 100 = 0 THEN '${MODELS[2]}' WHEN turn % 2 = 0 THEN '${MODELS[0]}' ELSE '${MODELS[1]}' END AS model,
         concat_ws(' ', '${COMMON_WORD}', i, 'topic' || turn % 20, 'w' || i * 31 % 5003, 'v' || i * 17 % 20011,
           CASE WHEN owner.n > 0 THEN '${FOREIGN_WORD}' END) AS words,
         CASE WHEN i % 1000 = 0 THEN '${HOT_KEY}' ELSE lpad(to_hex(i / 4), 64, '0') END AS cache_key
    FROM (SELECT i, i / 10 + i AS turn, floor(i / 2 * 2 * ($2::float8 / $1::bigint))::bigint + $3::bigint AS ms,
                 CASE WHEN i % 10 = 0 THEN 0 ELSE 1 + i * 7919 % ${USERS - 1} END AS n
            FROM generate_series(0::bigint, $1::bigint - 1) AS i) AS row
    JOIN explain_owners AS owner USING (n)
   ORDER BY i`;

const RESULTS = `
  INSERT INTO results (id, tenant_id, user_id, input_text, input_digest, model, answered_model, max_tokens, content,
    result, stop_reason, input_tokens, output_tokens, cache_creation_input_tokens, cache_creation_1h_input_tokens,
    cache_read_input_tokens, tokens_used, cost_pico_usd, metadata, cache_key, source_id, answered_at, created_at)
  SELECT id, tenant_id, user_id, words, cache_key, model, model, 4096,
         json_build_array(json_build_object('type', 'text', 'text', 'I read about ' || words || '.', 'citations', null)),
         'I read about ' || words || '.', 'end_turn', 60, 40, 0, 0, 0, 100, 520000000, '{}', cache_key,
         CASE WHEN i % 5 = 3 THEN id END, at, at
    FROM explain_rows ORDER BY i`;

const SEARCH = `
  INSERT INTO results_search (result_id, terms)
  SELECT id, array_to_tsvector(ARRAY[owner_term, 'i', 'read', 'about'] || string_to_array(words, ' '))
    FROM explain_rows ORDER BY i`;

const CONVERSATIONS_SEARCH = `
  INSERT INTO conversations_search (document_id, conversation_id, terms)
  SELECT m.id, m.conversation_id,
         coalesce(s.terms, array_to_tsvector(ARRAY['${ownerTerm(HEAVY)}', '${THREAD.id}', m.depth::text]))
    FROM messages m LEFT JOIN results_search s ON s.result_id = m.conversation_id
   WHERE m.role <> 'summary' ORDER BY m.created_at, m.id`;

/** Fills a migrated database inside the server: nothing but statements crosses the wire. */
export async function fillPostgres(url: string, rows: number): Promise<void> {
  const db = new Client({ connectionString: url });
  await db.connect();
  await db.query(`SET synchronous_commit = off; SET maintenance_work_mem = '512MB'`);
  const indexes = await db.query<{ name: string; sql: string }>(
    `SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE indexname LIKE 'idx\\_%'`,
  );
  // An index is built faster at once than row by row.
  for (const { name } of indexes.rows) await db.query(`DROP INDEX ${name}`);
  await insertOwners(db);
  // A statement that defines a table takes no parameters.
  const given = [rows, SPAN_MS, NOW.getTime() - SPAN_MS];
  await db.query(FACTS.replace(/\$([123])/g, (_, n) => String(given[Number(n) - 1])));
  await db.query(RESULTS);
  await db.query(SEARCH);
  for (const sql of CONVERSATIONS) await db.query(sql);
  await db.query(CONVERSATIONS_SEARCH);
  for (const { sql } of indexes.rows) await db.query(sql);
  await db.query('DROP TABLE explain_rows, explain_owners');
  await db.query('VACUUM ANALYZE');
  await db.end();
}

async function insertOwners(db: Client): Promise<void> {
  await db.query('CREATE UNLOGGED TABLE explain_owners (n bigint, tenant_id text, user_id text, owner_term text)');
  const owners = Array.from({ length: USERS }, (_, n) => ({ n, ...ownerOf(n), term: ownerTerm(ownerOf(n)) }));
  await db.query('INSERT INTO explain_owners SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[])', [
    owners.map(({ n }) => n),
    owners.map(({ tenantId }) => tenantId),
    owners.map(({ userId }) => userId),
    owners.map(({ term }) => term),
  ]);
}
