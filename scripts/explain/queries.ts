import { END_OF_TIME, type Keyset, type Owner, type PageRequest } from '../../src/common/index.js';
import { queryTerms } from '../../src/search/search-terms.js';
import type { HistoryFilter } from '../../src/analysis/result-queries.js';
import type { Bench, Query } from './bench.js';
import { conversationQueries } from './conversation-queries.js';
import {
  COMMON_WORD,
  FOREIGN_WORD,
  HEAVY,
  HOT_KEY,
  NOW,
  RARE_MODEL,
  rowOf,
  SMALL,
  smallRow,
  TOPIC_WORD,
} from './data.js';

const DAY_MS = 86_400_000;
const SEARCH = ['results_search', 'idx_results_search_terms', 'idx_results_history'];

export async function queries(bench: Bench, rows: number): Promise<Query[]> {
  const deep = await placeOf(bench, 'DESC', Math.min(10_000, rows / 20));
  const last = await placeOf(bench, 'ASC', 11);
  const page = history(bench);
  const middle = new Date(NOW.getTime() - 45 * DAY_MS);
  const days = { from: new Date(middle.getTime() - 20 * DAY_MS), to: middle };
  const own = String(Math.floor(rows / 20) * 10);
  const neighbours = smallRow(rows);
  return [
    page('history, first page', HEAVY, {}, ['idx_results_history']),
    page('history, page after row 10,000', HEAVY, {}, ['idx_results_history'], { after: deep }),
    page('history, last page', HEAVY, {}, ['idx_results_history'], { after: last }),
    page('history, small user', SMALL, {}, ['idx_results_history']),
    page('history of a model', HEAVY, { model: RARE_MODEL }, ['idx_results_history_model']),
    page('history of a model, deep page', HEAVY, { model: RARE_MODEL }, ['idx_results_history_model'], { after: deep }),
    page('history between two dates', HEAVY, days, ['idx_results_history']),
    page('history of a model between two dates', HEAVY, { ...days, model: RARE_MODEL }, ['idx_results_history_model']),
    search(bench, 'search, word of every row', HEAVY, COMMON_WORD, rows / 10),
    search(bench, 'search, word of every row, deep page', HEAVY, COMMON_WORD, rows / 10, deep),
    search(bench, 'search, word of one row in 20', HEAVY, TOPIC_WORD, rows / 200),
    search(bench, 'search, word of one row', HEAVY, own, 1),
    search(bench, "search, word of others' rows", HEAVY, FOREIGN_WORD, 0),
    search(bench, 'search, small user, word of every row', SMALL, COMMON_WORD, rows / 1000),
    search(bench, 'search, small user, word of one row', SMALL, String(neighbours), 1),
    ...replays(bench, rows),
    byId(bench, rows),
    deletion(bench, rows),
    ...(await conversationQueries(bench, rows)),
  ];
}

function history(bench: Bench) {
  return (
    name: string,
    owner: Owner,
    filter: Partial<HistoryFilter>,
    uses: string[],
    { after = null, rows = 10 }: { after?: Keyset | null; rows?: number } = {},
  ): Query => {
    const page: PageRequest = { limit: 10, after };
    const ask = async () => (await bench.results.findHistory(owner, { terms: [], ...filter }, page)).rows.length;
    return { name, ask, rows, uses };
  };
}

function search(bench: Bench, name: string, owner: Owner, word: string, matches: number, after: Keyset | null = null) {
  const page = { after, rows: Math.min(10, Math.floor(matches)) };
  return history(bench)(name, owner, { terms: queryTerms(word) }, SEARCH, page);
}

function replays({ results }: Bench, rows: number): Query[] {
  const fresh = { since: new Date(0), until: END_OF_TIME };
  const { cacheKey } = rowOf(Math.floor(rows / 20) * 10 + 10 * 3, rows);
  const newcomer = { ...HEAVY, userId: 'newcomer' };
  const one = (found: unknown) => (found === null ? 0 : 1);
  const own = (name: string, key: string, found: number): Query => {
    const ask = async () => one(await results.findOwnReplay(HEAVY, key, fresh));
    return { name, ask, rows: found, uses: ['idx_results_replay_own'] };
  };
  const shared = (name: string, key: string, found: number): Query => {
    const ask = async () => one(await results.findReplay(newcomer, key, fresh));
    return { name, ask, rows: found, uses: ['idx_results_replay_own', 'idx_results_replay_shared', 'primary'] };
  };
  return [
    own('own replay, hit', cacheKey, 1),
    own('own replay, hit among a thousand', HOT_KEY, 1),
    own('own replay, miss', 'f'.repeat(64), 0),
    shared('shared replay, hit', cacheKey, 1),
    shared('shared replay, hit among a thousand', HOT_KEY, 1),
    shared('shared replay, miss', 'f'.repeat(64), 0),
  ];
}

function byId({ results }: Bench, rows: number): Query {
  const { id } = rowOf(Math.floor(rows / 20) * 10, rows);
  const ask = async () => ((await results.findById(HEAVY, id)) === null ? 0 : 1);
  return { name: 'result by id', ask, rows: 1, uses: ['primary'] };
}

/** Each time another row, from the middle of the heavy user's. */
function deletion({ results, unitOfWork }: Bench, rows: number): Query {
  let next = Math.floor(rows / 40) * 10 + 20;
  const ask = () => unitOfWork.run(async () => Number(await results.delete(HEAVY, rowOf((next += 10), rows).id)));
  return { name: 'deletion', ask, rows: 1, uses: ['primary', 'results_search'] };
}

async function placeOf({ dataSource }: Bench, direction: 'ASC' | 'DESC', position: number): Promise<Keyset> {
  const [row] = await dataSource.query<{ id: string; created_at: string }[]>(
    `SELECT id, created_at FROM results WHERE tenant_id = '${HEAVY.tenantId}' AND user_id = '${HEAVY.userId}'
      ORDER BY created_at ${direction}, id ${direction} LIMIT 1 OFFSET ${Math.floor(position) - 1}`,
  );
  if (!row) throw new Error('too few rows for a deep page');
  return { at: new Date(row.created_at), id: row.id };
}
