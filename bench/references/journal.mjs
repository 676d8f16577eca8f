// The journal and the audit trail by hand, as results.mjs is.
import { randomBytes, randomUUID } from 'node:crypto';
import { digest, insert, inTransaction, pool, query, TENANT } from './results.mjs';

const HOLDER = randomUUID();
const LEASE_MS = 30_000;
const SLOTS = 8;
const AUDIT_EVERY_MS = 1_000;
const KEY = 'tenant_id, user_id, day, model, kind, slot';
const NUMBERS = [
  'requests',
  'replays',
  'calls',
  'interrupted_calls',
  'unpriced_calls',
  'unpriced_replays',
  'input_tokens',
  'output_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'billed_pico_usd',
  'saved_pico_usd',
];
const NOTHING = Object.fromEntries(NUMBERS.map((name) => [name, 0]));
const ADDED = NUMBERS.map((name) => `${name} = usage_days.${name} + excluded.${name}`).join(', ');

export async function beginCall(db, userId, cacheKey) {
  const id = randomUUID();
  await insert(db, 'calls', {
    id,
    tenant_id: TENANT,
    user_id: userId,
    kind: 'analysis',
    subject_id: randomUUID(),
    request_digest: cacheKey,
    attempt: 1,
    model: 'claude-sonnet-5-5',
    status: 'pending',
    lease_holder: HOLDER,
    lease_until: new Date(Date.now() + LEASE_MS).toISOString(),
    started_at: new Date().toISOString(),
    input_tokens: 0,
    output_tokens: 0,
    cache_creation_input_tokens: 0,
    cache_creation_1h_input_tokens: 0,
    cache_read_input_tokens: 0,
    reserved_pico_usd: 45_243_000_000,
  });
  return id;
}

export function endCall(db, id, { answered_model, claude_request_id, input_tokens, output_tokens, cost_pico_usd }) {
  const text = `UPDATE calls SET answered_model = $1, claude_request_id = $2, input_tokens = $3, output_tokens = $4,
      cost_pico_usd = $5, service_tier = 'standard', status = 'succeeded', ended_at = $6, error_code = NULL
    WHERE id = $7 AND tenant_id = $8 AND lease_holder = $9 AND status = 'pending' RETURNING started_at`;
  const ended = [
    answered_model,
    claude_request_id,
    input_tokens,
    output_tokens,
    cost_pico_usd,
    new Date().toISOString(),
  ];
  return query(db, 'end of call', text, [...ended, id, TENANT, HOLDER]);
}

export function auditEvent(action, { user_id, id, input_text, result }, callId) {
  const salt = randomBytes(16).toString('hex');
  return {
    id: randomUUID(),
    tenant_id: TENANT,
    at: new Date().toISOString(),
    action,
    outcome: 'done',
    actor_role: 'service',
    actor_address: '127.0.0.1',
    request_id: randomUUID(),
    user_id,
    subject_id: id,
    call_ids: JSON.stringify(callId === null ? [] : [callId]),
    detail: '{}',
    sent_digest: digest(salt + input_text),
    received_digest: digest(salt + result),
    salt,
    person_digest: digest(salt + user_id),
  };
}

export function usageOfCall({ user_id, input_tokens, output_tokens, cost_pico_usd }) {
  return { user_id, numbers: { requests: 1, calls: 1, input_tokens, output_tokens, billed_pico_usd: cost_pico_usd } };
}

/** Adds to the rows of each user and of the tenant, in one order and in one statement. */
export async function addUp(db, entries) {
  const sums = new Map();
  for (const { user_id, numbers } of entries) {
    for (const place of [
      { user_id: '', slot: slotOf(user_id) },
      { user_id, slot: 0 },
    ]) {
      const key = `${place.user_id} ${place.slot}`;
      const sum = sums.get(key) ?? { ...place, ...NOTHING };
      for (const [name, value] of Object.entries(numbers)) sum[name] += value;
      sums.set(key, sum);
    }
  }
  const day = new Date().toISOString().slice(0, 10);
  const place = { tenant_id: TENANT, day, model: 'claude-sonnet-5-5', kind: 'analysis' };
  const inOrder = [...sums].sort(([one], [other]) => (one < other ? -1 : 1));
  const rows = inOrder.map(([, sum]) => ({ ...place, ...sum }));
  const columns = `${KEY}, ${NUMBERS.join(', ')}`;
  const text = `INSERT INTO usage_days (${columns})
    SELECT ${columns} FROM json_populate_recordset(CAST(NULL AS usage_days), $1)
    ON CONFLICT (${KEY}) DO UPDATE SET ${ADDED}`;
  await query(db, 'usage', text, [JSON.stringify(rows)]);
}

/** A tenant's numbers are spread over so many rows as the service spreads them. */
function slotOf(userId) {
  return parseInt(digest(userId).slice(0, 2), 16) % SLOTS;
}

let waiting = [];
let next = null;
let last = Promise.resolve();

/** Commits together what was replayed while the transaction before was under way. */
export function noteReplay({ user_id, id, cost_pico_usd }) {
  waiting.push({ id: randomUUID(), user_id, subject_id: id, saved_pico_usd: Number(cost_pico_usd) });
  next ??= last = last.then(() => inTransaction(writeReplays));
  return next;
}

async function writeReplays(db) {
  const replays = waiting;
  [next, waiting] = [null, []];
  const own = { tenant_id: TENANT, kind: 'analysis', model: 'claude-sonnet-5-5', created_at: new Date().toISOString() };
  await insertAll(
    db,
    'replays',
    replays.map((replay) => ({ ...replay, ...own })),
  );
  const numbers = (saved_pico_usd) => ({ requests: 1, replays: 1, saved_pico_usd });
  await addUp(
    db,
    replays.map(({ user_id, saved_pico_usd }) => ({ user_id, numbers: numbers(saved_pico_usd) })),
  );
}

let noted = [];
let timer;

export function noteAudit(event) {
  noted.push(event);
  timer ??= setTimeout(() => {
    timer = undefined;
    void insertAll(pool, 'audit_events', noted.splice(0));
  }, AUDIT_EVERY_MS);
}

function insertAll(db, table, rows) {
  const columns = Object.keys(rows[0]).join(', ');
  const all = `SELECT ${columns} FROM json_populate_recordset(CAST(NULL AS ${table}), $1)`;
  return query(db, `insert all into ${table}`, `INSERT INTO ${table} (${columns}) ${all}`, [JSON.stringify(rows)]);
}
