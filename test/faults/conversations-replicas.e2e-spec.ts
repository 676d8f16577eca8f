import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { COUNTS } from '../support/counts.js';
import { type Replicas, startReplicas } from '../support/replicas.js';
import { count, HANGS_MS, rows, until } from '../support/rows.js';
import { callsByStatus, heldLocks, Threads } from '../support/stored-threads.js';
import { beginConversation, isAnswered, messagesOf, postMessage, type SeenTurn } from '../support/turn-client.js';

declare const DIALECT: string;
const CONVERSATIONS = COUNTS.postsAtOnce;
const POSTS = COUNTS.postsAtOnce;
/** Long enough that a living process renews its lease in time, even under the load of this test. */
const LEASE_MS = 2_000;

interface Post {
  readonly conversation: string;
  readonly text: string;
}

(DIALECT === 'postgres' ? describe : describe.skip)('two replicas that write in the same conversations', () => {
  let replicas: Replicas;
  /** A different user for each test. */
  let user: string;
  beforeEach(async () => {
    user = `user-${randomUUID()}`;
    await replicas.claude.reset();
  });
  beforeAll(async () => void (replicas = await startReplicas(2, { LEASE_MS: String(LEASE_MS) })));
  afterAll(() => replicas.stop());

  const url = (n: number) => replicas.urls[n % 2] ?? '';
  const threadsOf = () => Threads.in(replicas.database, user);
  const locks = () => count(replicas.database, `SELECT count(*) FROM claims WHERE user_id = '${user}'`);
  const begin = (many: number) => Promise.all(times(many, (n) => beginConversation(url(n), user)));
  /** @returns the posts in the order in which they are sent, alternating between conversations and replicas */
  const postsIn = (conversations: readonly string[]): Post[] =>
    times(POSTS, (n) => conversations.map((conversation, c) => ({ conversation, text: `text ${n} in ${c}` }))).flat();

  it(`${POSTS} posts at once in each of ${CONVERSATIONS} conversations that wait: all are on one path, each answered after all earlier ones`, async () => {
    const posts = postsIn(await begin(CONVERSATIONS));
    const agent = new Agent({ keepAlive: true });
    const start = performance.now();
    const seen = await Promise.all(
      posts.map(({ conversation, text }, n) =>
        postMessage(url(turnOf(n)), conversation, text, { wait: true, agent, streamed: n % 5 === 0 }),
      ),
    );
    agent.destroy();
    const tookMs = Math.round(performance.now() - start);
    const threads = await threadsOf();
    const requests = await threads.checkRequests(replicas.claude);
    report('posts that wait', { posts: posts.length, tookMs, ...requests, ...threads.flaws() });

    expect(seen.filter((turn) => !isAnswered(turn))).toEqual([]);
    expect(wrong(threads.flaws())).toEqual([]);
    expect(requests).toEqual({ received: posts.length, unstored: 0, wrongPaths: 0 });
    const said = new Set(threads.users.map(({ id }) => id));
    expect(seen.filter(({ userMessageId }) => !said.has(userMessageId ?? ''))).toEqual([]);
    expect([...sizes(threads)]).toEqual(times(CONVERSATIONS, () => 2 * POSTS));
    expect(await locks()).toBe(0);
  });

  it('the same without waiting: refused posts receive a Retry-After and leave nothing, the others are on one path', async () => {
    await replicas.claude.script([{ hold: 'gate', repeat: CONVERSATIONS }]);
    const posts = postsIn(await begin(CONVERSATIONS));
    const agent = new Agent({ keepAlive: true });
    let refusals = 0;
    const send = async ({ conversation, text }: Post, n: number): Promise<SeenTurn> => {
      const turn = await postMessage(url(n), conversation, text, { key: text.replaceAll(' ', '-'), agent });
      if (!isAnswered(turn)) refusals += 1;
      return turn;
    };
    /** Some posts are repeated with the same key, at alternating replicas, until they succeed; the others are dropped. */
    const repeatPost = async (post: Post, n: number, first: SeenTurn) => {
      const turns = [first];
      while (isRepeated(n) && !turns.some(isAnswered)) turns.push(await send(post, turnOf(n) + turns.length));
      return turns;
    };
    const asked = posts.map(async (post, n) => repeatPost(post, n, await send(post, turnOf(n))));
    // In each conversation one post is held at Claude, and the others are refused meanwhile.
    await until('the others are refused', HANGS_MS, () => refusals >= CONVERSATIONS * (POSTS - 1));
    await replicas.claude.release('gate');
    const seen = (await Promise.all(asked)).flat();
    agent.destroy();
    const letIn = seen.filter(isAnswered);
    const refused = seen.filter((turn) => !isAnswered(turn));
    const threads = await threadsOf();
    const requests = await threads.checkRequests(replicas.claude);
    const figures = { posts: seen.length, letIn: letIn.length, refused: refused.length };
    report('posts that do not wait', {
      ...figures,
      longest: Math.max(...sizes(threads)),
      ...requests,
      ...threads.flaws(),
    });

    for (const { status, code, headers } of refused)
      expect([status, code, headers['retry-after']]).toEqual([409, 'conversation_busy', '5']);
    expect(letIn.length).toBeGreaterThanOrEqual(posts.filter((_, n) => isRepeated(n)).length);
    expect(threads.messages).toHaveLength(2 * letIn.length);
    expect(wrong(threads.flaws())).toEqual([]);
    expect(requests).toEqual({ received: letIn.length, unstored: 0, wrongPaths: 0 });
    expect(await callsByStatus(replicas.database, user)).toEqual({ succeeded: letIn.length });
    // The outcomes of the accepted posts are stored under their keys; the refused posts left nothing.
    expect(await locks()).toBe(letIn.length);
    expect(await heldLocks(replicas.database, user)).toBe(0);
  });

  it('a replica is killed while it answers: its conversations are busy until its lease expires, then free at the other', async () => {
    const [asking, waiting] = [await begin(5), await begin(5)];
    await replicas.claude.script([{ hold: 'for ever', repeat: 10 }]);
    const lost = [...asking, ...waiting].map((conversation) =>
      postMessage(url(0), conversation, `lost ${conversation}`),
    );
    await replicas.claude.waitForInFlight(10);
    const ask = (conversation: string) => postMessage(url(1), conversation, `next ${conversation}`);
    const statuses = async () => (await Promise.all(asking.map(ask))).map(({ status }) => status);
    const waiters = waiting.map((conversation) =>
      postMessage(url(1), conversation, `waited ${conversation}`, { wait: true }),
    );
    /** @returns when the first lease of the locks expires */
    const heldUntil = async () => {
      const sql = `SELECT min(held_until) AS until FROM claims WHERE user_id = '${user}' AND holder IS NOT NULL`;
      const [row] = await rows(replicas.database, sql);
      return new Date(row?.['until'] ?? '').getTime();
    };
    // While the process lives they stay busy, also after their first lease, which has been renewed.
    const first = await heldUntil();
    do expect(await statuses()).toEqual(times(5, () => 409));
    while (Date.now() < first);
    replicas.programs[0]?.kill('SIGKILL');
    await replicas.programs[0]?.ended;
    const last = await heldUntil();
    for (const conversation of asking) expect(await statusesOf(conversation)).toEqual(['pending']);
    const freedAt = await Promise.all([
      ...asking.map(async (conversation) => {
        await until('it is free', HANGS_MS, async () => (await ask(conversation)).status === 201);
        return Date.now();
      }),
      ...waiters.map(async (waiter) => {
        expect((await waiter).status).toBe(201);
        return Date.now();
      }),
    ]);
    const [soonest, latest] = [Math.min(...freedAt) - last, Math.max(...freedAt) - last];
    report('a replica killed in 10 conversations', { leaseMs: LEASE_MS, freedAfterLeaseMs: [soonest, latest] });

    expect(last).toBeGreaterThan(first);
    expect(soonest).toBeGreaterThanOrEqual(0);
    expect((await Promise.all(lost)).map(({ status }) => status)).toEqual(times(10, () => null));
    for (const conversation of [...asking, ...waiting])
      expect(await statusesOf(conversation)).toEqual(['interrupted', 'complete', 'complete']);
    await until(
      'nothing is pending',
      HANGS_MS,
      async () => !('pending' in (await callsByStatus(replicas.database, user))),
    );
    expect(await callsByStatus(replicas.database, user)).toEqual({ interrupted: 10, succeeded: 10 });
    expect((await threadsOf()).flaws()).toMatchObject({
      usersInARow: 0,
      answeredTwice: 0,
      saidTwice: 0,
    });
  });

  async function statusesOf(conversation: string): Promise<string[]> {
    return (await messagesOf(url(1), conversation)).map(({ status }) => status);
  }
});

/** Neighbouring posts belong to different conversations; consecutive posts of a conversation go to different replicas. */
function turnOf(n: number): number {
  return n + Math.floor(n / CONVERSATIONS);
}

/** Every fourth round of posts is repeated. */
function isRepeated(n: number): boolean {
  return Math.floor(n / CONVERSATIONS) % 4 === 3;
}

function sizes(threads: Threads): number[] {
  const found = new Map<string, number>();
  for (const { conversation } of threads.messages) found.set(conversation, (found.get(conversation) ?? 0) + 1);
  return [...found.values()];
}

function wrong(flaws: Record<string, number>): [string, number][] {
  return Object.entries(flaws).filter(([, number]) => number > 0);
}

function times<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

function report(what: string, counts: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(counts)}\n`);
}
