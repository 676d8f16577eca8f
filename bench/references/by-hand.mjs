// The least that stores and replays: one look-up; where nothing is found, Claude and one insert. And the history.
import { askClaude, serve } from './serve.mjs';
import { cacheKeyOf, findHistory, findOwn, insert, pool, toAnswer, toClaudeRequest, toResult } from './results.mjs';

const PAGE = 10;

serve(async (_method, path, body) => {
  const [, what, userId] = path.split('/');
  return what === 'history' ? history(userId) : analyze(userId, body.text);
});

async function history(userId) {
  const rows = await findHistory(userId, PAGE);
  const data = rows.slice(0, PAGE).map((row) => toAnswer(row, row.source_id !== null));
  const { created_at: at, id } = rows[PAGE - 1];
  const next_cursor = Buffer.from(`1|${at}|${id}`).toString('base64url');
  return { status: 200, body: JSON.stringify({ data, has_more: rows.length > PAGE, next_cursor }) };
}

async function analyze(userId, text) {
  const cacheKey = cacheKeyOf(text);
  const found = await findOwn(userId, cacheKey);
  if (found) return { status: 200, body: JSON.stringify(toAnswer(found, true)) };
  const row = toResult(userId, text, cacheKey, await askClaude(toClaudeRequest(text)));
  await insert(pool, 'results', row);
  return { status: 201, body: JSON.stringify(toAnswer(row, false)) };
}
