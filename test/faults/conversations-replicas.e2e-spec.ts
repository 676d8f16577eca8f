import { Agent } from 'node:http';
import { type Replicas, startReplicas } from '../support/replicas.js';
import { count, until } from '../support/rows.js';
import { callsByStatus, heldClaims, Threads } from '../support/stored-threads.js';
import { beginConversation, isAnswered, messagesOf, postMessage, type SeenTurn } from '../support/turn-client.js';

declare const DIALECT: string;
const CONVERSATIONS = 20;
const POSTS = 20;
/** How often a post is sent that is refused. */
const TRIES = 4;
const LEASE_MS = 1_500;

interface Post {
  readonly conversation: string;
  readonly text: string;
}

(DIALECT === 'postgres' ? describe : describe.skip)('two replicas that write in the same conversations', () => {
  let replicas: Replicas;
  afterEach(() => replicas.stop());

  const url = (n: number) => replicas.urls[n % 2] ?? '';
  const begin = (many: number) => Promise.all(times(many, (n) => beginConversation(url(n))));
  /** A post after the other of every conversation, as they go to one replica and the other. */
  const postsIn = (conversations: readonly string[]): Post[] =>
    times(POSTS, (n) => conversations.map((conversation, c) => ({ conversation, text: `text ${n} in ${c}` }))).flat();

  it(`${POSTS} posts at once in each of ${CONVERSATIONS} conversations that wait for their turn: all on one path, each answered after all before it`, async () => {
    replicas = await startReplicas(2);
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
    const threads = await Threads.in(replicas.database);
    const requests = await threads.checkRequests(replicas.claude);
    report('posts that wait', { posts: posts.length, tookMs, ...requests, ...threads.flaws() });

    expect(seen.filter((turn) => !isAnswered(turn))).toEqual([]);
    expect(wrong(threads.flaws())).toEqual([]);
    expect(requests).toEqual({ received: posts.length, unstored: 0, wrongPaths: 0 });
    const said = new Set(threads.users.map(({ id }) => id));
    expect(seen.filter(({ userMessageId }) => !said.has(userMessageId ?? ''))).toEqual([]);
    expect([...sizes(threads)]).toEqual(times(CONVERSATIONS, () => 2 * POSTS));
    expect(await count(replicas.database, 'SELECT count(*) FROM claims')).toBe(0);
  }, 120_000);

  it('the same without waiting: who is not let in is told when to come back and leaves nothing, the others are on one path', async () => {
    replicas = await startReplicas(2);
    await replicas.claude.defaults({ delay_ms: 20 });
    const posts = postsIn(await begin(CONVERSATIONS));
    const agent = new Agent({ keepAlive: true });
    /** Who is refused comes again, with the same key, as nobody who was there before. */
    const comeAgain = async ({ conversation, text }: Post, n: number) => {
      const key = text.replaceAll(' ', '-');
      const seen: SeenTurn[] = [];
      while (seen.length < TRIES && !seen.some(isAnswered))
        seen.push(await postMessage(url(turnOf(n) + seen.length), conversation, text, { key, agent }));
      return seen;
    };
    const seen = (await Promise.all(posts.map(comeAgain))).flat();
    agent.destroy();
    const letIn = seen.filter(isAnswered);
    const refused = seen.filter((turn) => !isAnswered(turn));
    const threads = await Threads.in(replicas.database);
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
    expect(refused.length).toBeGreaterThan(CONVERSATIONS * POSTS);
    expect(letIn.length).toBeGreaterThanOrEqual(2 * CONVERSATIONS);
    expect(threads.messages).toHaveLength(2 * letIn.length);
    expect(wrong(threads.flaws())).toEqual([]);
    expect(requests).toEqual({ received: letIn.length, unstored: 0, wrongPaths: 0 });
    expect(await callsByStatus(replicas.database)).toEqual({ succeeded: letIn.length });
    // Of those that were let in the outcome is remembered; nothing else is left of anybody.
    expect(await count(replicas.database, 'SELECT count(*) FROM claims')).toBe(letIn.length);
    expect(await heldClaims(replicas.database)).toBe(0);
  }, 120_000);

  it('one is killed while it answers: its conversations are busy until its lease is over, and then free at the other', async () => {
    replicas = await startReplicas(2, { LEASE_MS: String(LEASE_MS) });
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
    // As long as it lives they are busy, for however many leases.
    const alive = performance.now();
    while (performance.now() - alive < 2.5 * LEASE_MS) expect(await statuses()).toEqual(times(5, () => 409));
    replicas.programs[0]?.kill('SIGKILL');
    const killedAt = performance.now();
    expect(await statuses()).toEqual(times(5, () => 409));
    for (const conversation of asking) expect(await statusesOf(conversation)).toEqual(['pending']);
    const freedAfterMs = await Promise.all([
      ...asking.map(async (conversation) => {
        const isFree = async () => (await ask(conversation)).status === 201;
        await until('it is free', 5 * LEASE_MS, isFree);
        return performance.now() - killedAt;
      }),
      ...waiters.map(async (waiter) => {
        expect((await waiter).status).toBe(201);
        return performance.now() - killedAt;
      }),
    ]);
    const [first, last] = [Math.round(Math.min(...freedAfterMs)), Math.round(Math.max(...freedAfterMs))];
    report('a replica killed in 10 conversations', {
      leaseMs: LEASE_MS,
      firstFreeAfterMs: first,
      lastFreeAfterMs: last,
    });

    expect((await Promise.all(lost)).map(({ status }) => status)).toEqual(times(10, () => null));
    expect(last).toBeLessThan(LEASE_MS + 2_000);
    for (const conversation of [...asking, ...waiting])
      expect(await statusesOf(conversation)).toEqual(['interrupted', 'complete', 'complete']);
    await until(
      'nothing is pending',
      2 * LEASE_MS,
      async () => !('pending' in (await callsByStatus(replicas.database))),
    );
    expect(await callsByStatus(replicas.database)).toEqual({ interrupted: 10, succeeded: 10 });
    expect((await Threads.in(replicas.database)).flaws()).toMatchObject({
      usersInARow: 0,
      answeredTwice: 0,
      saidTwice: 0,
    });
  }, 60_000);

  async function statusesOf(conversation: string): Promise<string[]> {
    return (await messagesOf(url(1), conversation)).map(({ status }) => status);
  }
});

/** Neighbours in the list, which are posts in different conversations, and in the same one go to different replicas. */
function turnOf(n: number): number {
  return n + Math.floor(n / CONVERSATIONS);
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
