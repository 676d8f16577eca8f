import type { Keyset, Owner } from '../../src/common/index.js';
import { queryTerms } from '../../src/search/search-terms.js';
import type { PathRequest } from '../../src/conversations/message.repository.js';
import type { Bench, Query } from './bench.js';
import { THREAD, threadMessage } from './conversation-data.js';
import { COMMON_WORD, FOREIGN_WORD, HEAVY, NOW, rowOf, SMALL, smallRow, TOPIC_WORD } from './data.js';

const SEARCH = [
  'conversations_search',
  'idx_conversations_search_terms',
  'idx_conversations_search_conversation',
  'idx_conversations_activity',
];
const ACTIVITY = ['idx_conversations_activity'];

export async function conversationQueries(bench: Bench, rows: number): Promise<Query[]> {
  const deep = await placeOf(bench, Math.floor(rows * 0.09));
  const own = Math.floor(rows / 20) * 10;
  const { list, search } = pages(bench);
  return [
    list('conversations, first page', HEAVY, null),
    list('conversations, page after row 90,000', HEAVY, deep),
    list('conversations, small user', SMALL, null),
    search('conversations with a word of every one', HEAVY, COMMON_WORD, 10),
    search('conversations with a word of every one, deep page', HEAVY, COMMON_WORD, 10, deep),
    search('conversations with a word of one in 20', HEAVY, TOPIC_WORD, 10),
    search('conversations with a word of one', HEAVY, String(own), 1),
    search("conversations with a word of others'", HEAVY, FOREIGN_WORD, 0),
    search('conversations with a word of every one, small user', SMALL, COMMON_WORD, 10),
    search('conversations with a word of one, small user', SMALL, String(smallRow(rows)), 1),
    ...threadQueries(bench),
    deletion(bench, rows),
  ];
}

function pages({ conversations }: Bench) {
  const query = (
    name: string,
    owner: Owner,
    { terms, after, rows, uses }: { terms: string[]; after: Keyset | null; rows: number; uses: string[] },
  ): Query => {
    const ask = async () => (await conversations.findPage(owner, terms, { limit: 10, after })).rows.length;
    return { name, ask, rows, uses };
  };
  return {
    list: (name: string, owner: Owner, after: Keyset | null) =>
      query(name, owner, { terms: [], after, rows: 10, uses: ACTIVITY }),
    search: (name: string, owner: Owner, word: string, rows: number, after: Keyset | null = null) =>
      query(name, owner, { terms: queryTerms(word), after, rows, uses: SEARCH }),
  };
}

function threadQueries({ conversations, messages }: Bench): Query[] {
  const { id, turns } = THREAD;
  const leafId = threadMessage(turns * 2 - 1).id;
  const middle = threadMessage(turns);
  const open = Array.from({ length: 100 }, (_, n) => threadMessage(n * 2).id);
  const query = (name: string, uses: string[], rows: number, ask: () => Promise<number>): Query => ({
    name,
    uses,
    rows,
    ask,
  });
  const path = (name: string, rows: number, request: Omit<PathRequest, 'leafId'>) =>
    query(
      name,
      ['primary'],
      rows,
      async () => (await messages.findPathPage(HEAVY, id, { leafId, ...request })).rows.length,
    );
  const tree = (name: string, after: Keyset | null) =>
    query(name, ['idx_messages_tree'], 50, async () => {
      return (await messages.findTree(HEAVY, id, { limit: 50, after })).rows.length;
    });
  const byKey = (name: string, digest: string, rows: number) =>
    query(name, ['idx_messages_idempotency'], rows, async () => {
      return (await messages.findByKey(HEAVY, id, digest, new Date(0))) === null ? 0 : 1;
    });
  return [
    query('conversation by id', ['primary'], 1, async () => ((await conversations.findById(HEAVY, id)) ? 1 : 0)),
    path('path of 1,000 turns', turns * 2, { from: 0, limit: 10_000 }),
    path('path of 1,000 turns, first page', 50, { from: 0, limit: 50 }),
    path('path of 1,000 turns, last page', 50, { from: turns * 2 - 50, limit: 50 }),
    tree('messages of 1,000 turns, first page', null),
    tree('messages of 1,000 turns, page from the middle', { at: NOW, id: middle.id }),
    query('which of 100 messages are answered', ['idx_messages_children'], 100, async () => {
      return (await messages.findAnswered(HEAVY, id, open)).size;
    }),
    query('summaries', ['idx_messages_summaries'], THREAD.summaries, async () => {
      return (await messages.findSummaries(HEAVY, id)).length;
    }),
    byKey('message of an idempotency key, hit', middle.idempotencyDigest, 1),
    byKey('message of an idempotency key, miss', 'none', 0),
  ];
}

/** Each time another conversation, from the middle of the heavy user's. */
function deletion({ conversations, unitOfWork }: Bench, rows: number): Query {
  let next = Math.floor(rows / 40) * 10 + 20;
  const ask = () => unitOfWork.run(async () => Number(await conversations.delete(HEAVY, rowOf((next += 10), rows).id)));
  const uses = ['primary', 'conversations_search', 'idx_conversations_search_conversation', 'idx_messages_tree'];
  return { name: 'deletion of a conversation', ask, rows: 1, uses: [...uses, 'idx_messages_children'] };
}

async function placeOf({ dataSource }: Bench, position: number): Promise<Keyset> {
  const [row] = await dataSource.query<{ id: string; updated_at: string }[]>(
    `SELECT id, updated_at FROM conversations WHERE tenant_id = '${HEAVY.tenantId}' AND user_id = '${HEAVY.userId}'
      ORDER BY updated_at DESC, id DESC LIMIT 1 OFFSET ${position - 1}`,
  );
  if (!row) throw new Error('too few rows for a deep page');
  return { at: new Date(row.updated_at), id: row.id };
}
