import { HEAVY, NOW } from './data.js';

/**
 * Conversations made of the results that are there already, in SQL that both databases speak: every second result
 * becomes a question and its answer, all of the heavy user's among them. And one long thread of the heavy user's.
 */
export const THREAD = { id: 'thread', turns: 1000, summaries: 20 } as const;

export function threadMessage(depth: number): { readonly id: string; readonly idempotencyDigest: string } {
  return { id: `${THREAD.id}-${depth}`, idempotencyDigest: `key-${depth}` };
}

const OWNER = `'${HEAVY.tenantId}', '${HEAVY.userId}'`;
const AT = `'${NOW.toISOString()}'`;
const BLOCKS = `'[{"type":"text","text":"I read about it.","citations":null}]'`;

const EVEN_RESULTS = `results WHERE substr(id, 36) IN ('0', '2', '4', '6', '8', 'a', 'c', 'e')`;
/** A conversation has its result's id, and a message the same but for one digit. */
const QUESTION_ID = `substr(id, 1, 14) || 'a' || substr(id, 16)`;
const ANSWER_ID = `substr(id, 1, 14) || 'b' || substr(id, 16)`;

const MESSAGE = `INSERT INTO messages (id, tenant_id, user_id, conversation_id, parent_id, depth, role, content, text,
  idempotency_digest, created_at, metadata)`;
const DEPTHS = `(WITH RECURSIVE n (depth) AS (SELECT 0 UNION ALL SELECT depth + 1 FROM n WHERE depth < ${THREAD.turns * 2 - 1})
  SELECT depth, '${THREAD.id}-' || depth AS id, CASE WHEN depth > 0 THEN '${THREAD.id}-' || (depth - 1) END AS parent_id
    FROM n) AS place`;

export const CONVERSATIONS: readonly string[] = [
  `INSERT INTO conversations (id, tenant_id, user_id, model, context_policy, metadata, current_leaf_id, created_at, updated_at)
   SELECT id, tenant_id, user_id, model, 'full', '{}', ${ANSWER_ID}, created_at, created_at
     FROM ${EVEN_RESULTS} ORDER BY created_at, id`,
  `${MESSAGE} SELECT ${QUESTION_ID}, tenant_id, user_id, id, NULL, 0, 'user', NULL, input_text, id, created_at, '{}'
     FROM ${EVEN_RESULTS} ORDER BY created_at, id`,
  `${MESSAGE} SELECT ${ANSWER_ID}, tenant_id, user_id, id, ${QUESTION_ID}, 1, 'assistant', content, result, NULL, created_at, '{}'
     FROM ${EVEN_RESULTS} ORDER BY created_at, id`,
  `INSERT INTO conversations (id, tenant_id, user_id, model, context_policy, metadata, created_at, updated_at)
   VALUES ('${THREAD.id}', ${OWNER}, 'claude-sonnet-5-5', 'full', '{}', ${AT}, ${AT})`,
  `${MESSAGE} SELECT id, ${OWNER}, '${THREAD.id}', parent_id, depth, 'user', NULL, 'thread ' || depth, 'key-' || depth, ${AT}, '{}'
     FROM ${DEPTHS} WHERE depth % 2 = 0`,
  `${MESSAGE} SELECT id, ${OWNER}, '${THREAD.id}', parent_id, depth, 'assistant', ${BLOCKS}, 'thread ' || depth, NULL, ${AT}, '{}'
     FROM ${DEPTHS} WHERE depth % 2 = 1`,
  `${MESSAGE} SELECT 'summary-' || depth, ${OWNER}, '${THREAD.id}', id, depth, 'summary', ${BLOCKS}, 'so far', NULL, ${AT}, '{}'
     FROM ${DEPTHS} WHERE depth % ${(THREAD.turns * 2) / THREAD.summaries} = 1`,
];
