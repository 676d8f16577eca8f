// The table of results by hand, for the servers that are built on nothing but node:http and pg: prepared statements, one
// round trip each, on the schema of the service's own migrations.
import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';

const { DATABASE_URL } = process.env;
/** As many connections as the service has. */
const POOL_SIZE = 20;
const MODEL = 'claude-sonnet-5-5';
const DAY_MS = 86_400_000;
const ANSWERED = `id, user_id, input_text, result, parsed, model, stop_reason, tokens_used, input_tokens, output_tokens,
  cache_creation_input_tokens, cache_read_input_tokens, cost_pico_usd, created_at, metadata, source_id`;

export const TENANT = 'default';
export const pool = new pg.Pool({ connectionString: DATABASE_URL, max: POOL_SIZE });

/** @param name under which the statement is prepared once on each connection */
export async function query(db, name, text, values) {
  const { rows } = await db.query({ name, text, values });
  return rows;
}

export function insert(db, table, row) {
  const columns = Object.keys(row);
  const places = columns.map((_, n) => `$${n + 1}`).join(', ');
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`;
  return query(db, `insert into ${table}`, text, Object.values(row));
}

export async function inTransaction(work) {
  const db = await pool.connect();
  try {
    await db.query('BEGIN');
    const result = await work(db);
    await db.query('COMMIT');
    return result;
  } finally {
    db.release();
  }
}

export function cacheKeyOf(text) {
  return digest(JSON.stringify([TENANT, MODEL, 4096, text]));
}

export function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}

export async function findOwn(userId, cacheKey) {
  const text = `SELECT ${ANSWERED} FROM results WHERE tenant_id = $1 AND user_id = $2 AND cache_key = $3
    AND answered_at >= $4 ORDER BY answered_at DESC LIMIT 1`;
  return (await query(pool, 'own replay', text, [TENANT, userId, cacheKey, yesterday()]))[0];
}

/** The user's own, else the newest original of the tenant. */
export async function findReplay(userId, cacheKey) {
  const newest = 'cache_key = $3 AND answered_at >= $4 ORDER BY answered_at DESC LIMIT 1';
  const text = `SELECT ${ANSWERED} FROM results WHERE id = COALESCE(
    (SELECT id FROM results WHERE tenant_id = $1 AND user_id = $2 AND ${newest}),
    (SELECT id FROM results WHERE tenant_id = $1 AND source_id IS NULL AND ${newest}))`;
  return (await query(pool, 'replay', text, [TENANT, userId, cacheKey, yesterday()]))[0];
}

export function findHistory(userId, limit) {
  const text = `SELECT ${ANSWERED} FROM results WHERE tenant_id = $1 AND user_id = $2
    ORDER BY created_at DESC, id DESC LIMIT $3`;
  return query(pool, 'history', text, [TENANT, userId, limit + 1]);
}

export function toClaudeRequest(text) {
  return { model: MODEL, max_tokens: 4096, messages: [{ role: 'user', content: text }] };
}

/** @returns the row of a new result */
export function toResult(userId, input, cacheKey, { message, requestId }) {
  const { model, content, usage, stop_reason } = message;
  const now = new Date().toISOString();
  const { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  return {
    id: randomUUID(),
    tenant_id: TENANT,
    user_id: userId,
    input_text: input,
    input_digest: digest(input),
    model: MODEL,
    answered_model: model,
    max_tokens: 4096,
    content: JSON.stringify(content),
    parsed: null,
    result: content.map(({ text }) => text).join(''),
    stop_reason,
    input_tokens,
    output_tokens,
    cache_creation_input_tokens,
    cache_creation_1h_input_tokens: 0,
    cache_read_input_tokens,
    tokens_used: input_tokens + output_tokens,
    cost_pico_usd: input_tokens * 2e6 + output_tokens * 1e7,
    claude_request_id: requestId,
    metadata: '{}',
    cache_key: cacheKey,
    source_id: null,
    answered_at: now,
    created_at: now,
  };
}

/** @returns the JSON that the service answers with */
export function toAnswer(row, cached) {
  const { id, user_id, input_text, result, parsed, model, stop_reason, tokens_used, input_tokens, output_tokens } = row;
  const { cache_creation_input_tokens, cache_read_input_tokens, cost_pico_usd, created_at, metadata } = row;
  return {
    id,
    user_id,
    input_text,
    result,
    parsed: parsed && JSON.parse(parsed),
    model,
    stop_reason,
    tokens_used,
    usage: { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens },
    cost_usd: (Number(cost_pico_usd) / 1e12).toFixed(6),
    cached,
    created_at,
    metadata: JSON.parse(metadata),
  };
}

function yesterday() {
  return new Date(Date.now() - DAY_MS).toISOString();
}
