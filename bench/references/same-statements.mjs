// By hand what the service does: the same statements in the same transactions, prepared, each commit durable. Replays are
// written down together, and what was only read is recorded once a second, as the service does it; nothing is sealed.
import { randomUUID } from 'node:crypto';
import * as journal from './journal.mjs';
import { cacheKeyOf, digest, findReplay, insert, inTransaction, pool, query } from './results.mjs';
import { TENANT, toAnswer, toClaudeRequest, toResult } from './results.mjs';
import { askClaude, serve } from './serve.mjs';

const HOLD_MS = 30_000;

serve(async (_method, path, { text }) => {
  const userId = path.split('/')[2];
  const cacheKey = cacheKeyOf(text);
  await query(pool, 'key', 'SELECT * FROM api_keys WHERE digest = $1', [digest(userId)]);
  await query(pool, 'shape', 'SELECT * FROM user_preferences WHERE tenant_id = $1 AND user_id = $2', [TENANT, userId]);
  const found = await findReplay(userId, cacheKey);
  if (!found) return { status: 201, body: JSON.stringify(toAnswer(await call(userId, text, cacheKey), false)) };
  await journal.noteReplay(found);
  journal.noteAudit(journal.auditEvent('result.replayed', found, null));
  return { status: 200, body: JSON.stringify(toAnswer(found, true)) };
});

async function call(userId, text, cacheKey) {
  const holder = await hold(userId, cacheKey);
  await findReplay(userId, cacheKey);
  await query(pool, 'lock', 'SELECT * FROM claims WHERE id = $1 AND tenant_id = $2', [cacheKey, TENANT]);
  const callId = await inTransaction(async (db) => {
    const id = await journal.beginCall(db, userId, cacheKey);
    const budgets = 'SELECT * FROM budgets WHERE tenant_id = $1 AND user_id IN ($2, $3) ORDER BY user_id FOR UPDATE';
    await query(db, 'budgets', budgets, [TENANT, '', userId]);
    return id;
  });
  const row = toResult(userId, text, cacheKey, await askClaude(toClaudeRequest(text)));
  await inTransaction(async (db) => {
    await journal.endCall(db, callId, row);
    await insert(db, 'results', row);
    await indexWords(db, row);
    const release = 'DELETE FROM claims WHERE id = $1 AND tenant_id = $2 AND holder = $3';
    await query(db, 'release', release, [cacheKey, TENANT, holder]);
    await query(db, 'notify', 'SELECT pg_notify($1, $2)', ['reprise_claims', cacheKey]);
    await insert(db, 'audit_events', journal.auditEvent('result.created', row, callId));
    await journal.addUp(db, [journal.usageOfCall(row)]);
  });
  return row;
}

async function hold(userId, cacheKey) {
  const holder = randomUUID();
  const [now, until] = [Date.now(), Date.now() + HOLD_MS].map((ms) => new Date(ms).toISOString());
  const text = `INSERT INTO claims (id, tenant_id, user_id, fingerprint, holder, held_until)
    VALUES ($1, $2, $3, NULL, $4, $5) ON CONFLICT (id) DO UPDATE SET holder = excluded.holder
    WHERE claims.held_until < $6 AND claims.tenant_id = excluded.tenant_id RETURNING id`;
  await inTransaction((db) => query(db, 'hold', text, [cacheKey, TENANT, userId, holder, until, now]));
  return holder;
}

function indexWords(db, { id, input_text, result }) {
  const words = [...new Set(`${input_text} ${result}`.toLowerCase().match(/[\p{L}\p{N}]+/gu))];
  const text = 'INSERT INTO results_search (result_id, terms) VALUES ($1, array_to_tsvector($2::text[]))';
  return query(db, 'index', text, [id, words]);
}
