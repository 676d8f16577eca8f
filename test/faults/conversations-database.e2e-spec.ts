import { COUNTS } from '../support/counts.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { HANGS_MS, until } from '../support/rows.js';
import { callsByStatus, Threads } from '../support/stored-threads.js';
import { NO_ROUNDS, Trial } from '../support/trial.js';
import { beginConversation, isAnswered, messagesOf, postMessage, type SeenTurn } from '../support/turn-client.js';

declare const DIALECT: string;
/** The commits of a post with an idempotency key: key, lock of the conversation, message, call, answer. */
const COMMITS = 5;
/** Plain or streamed, with or without an idempotency key. */
const WAYS = 4;
const ROUNDS = COUNTS.lostCommits;

(DIALECT === 'postgres' ? describe : describe.skip)('a conversation whose connection to the database fails', () => {
  let database: TestDatabase;
  let proxy: FaultProxy;
  let trial: Trial;
  /** The total of all tests so far. */
  let turns = 0;
  beforeAll(async () => {
    database = await createDatabase();
    proxy = await FaultProxy.to(database.url);
    trial = new Trial(proxy.url, database.url, NO_ROUNDS);
    await trial.start();
  });
  afterAll(async () => {
    await trial.stop();
    await proxy.close();
    await database.drop();
  });

  it(`loses the COMMIT of an answer ${ROUNDS * WAYS} times: the answer is stored once, and the conversation continues`, async () => {
    const conversation = await beginConversation(trial.url);
    const seen: SeenTurn[] = [];
    for (let round = 0; round < ROUNDS * WAYS; round += 1) {
      await trial.claude.script([{ hold: `round ${round}` }]);
      const options = { streamed: round % 2 === 1, ...(round % 4 > 1 && { key: `key-${round}` }) };
      const turn = postMessage(trial.url, conversation, `text ${round}`, options);
      await trial.claude.waitForInFlight(1);
      proxy.cutCommit(1);
      await trial.claude.release(`round ${round}`);
      seen.push(await turn);
      expect(proxy.cutCommits).toBe(round + 1);
      if (options.key) {
        const again = await postMessage(trial.url, conversation, `text ${round}`, options);
        expect([again.answerId, again.headers['idempotent-replayed']]).toEqual([seen.at(-1)?.answerId, 'true']);
      }
      seen.push(await postMessage(trial.url, conversation, `more after ${round}`));
    }
    expect(seen.filter((turn) => !isAnswered(turn))).toEqual([]);
    const shown = await messagesOf(trial.url, conversation, '');
    expect(shown.map(({ id }) => id)).toEqual(seen.flatMap(({ userMessageId, answerId }) => [userMessageId, answerId]));
    await checkOutcome(`${proxy.cutCommits} answers lost their COMMIT`, seen.length);
  });

  it(`loses any of the ${COMMITS} COMMITs of a post: a repeat with the same key answers the same message, exactly once`, async () => {
    const conversation = await beginConversation(trial.url);
    const told: (number | null)[] = [];
    const stored: number[] = [];
    let busy = 0;
    const before = proxy.cutCommits;
    for (let round = 0; round < ROUNDS * COMMITS; round += 1) {
      const send = () => postMessage(trial.url, conversation, `post ${round}`, { key: `post-${round}` });
      proxy.cutCommit(1 + (round % COMMITS));
      const first = await send();
      expect(proxy.cutCommits).toBe(before + round + 1);
      told.push(first.status);
      const left = (await messagesOf(trial.url, conversation)).filter(({ text }) => text === `post ${round}`);
      stored.push(left.length);
      let again = await send();
      for (; again.status === 409; again = await send()) busy += 1;
      expect(again.status).toBe(201);
      for (const { id } of left) expect(again.userMessageId).toBe(id);
    }
    // A post whose commit before the request to Claude has an unknown outcome is refused.
    expect(told).toEqual(told.map((_, round) => (round % COMMITS === COMMITS - 1 ? 201 : 503)));
    expect(stored).toEqual(stored.map((_, round) => (round % COMMITS < 2 ? 0 : 1)));
    await checkOutcome(`${proxy.cutCommits - before} posts lost a COMMIT`, told.length, { busy });
  });

  /** Checks that every message was answered once, on one path, and that no lock is held. */
  async function checkOutcome(what: string, more: number, figures: object = {}): Promise<void> {
    turns += more;
    const isSettled = async () => !('pending' in (await callsByStatus(database)));
    await until('nothing is pending', HANGS_MS, isSettled);
    const threads = await Threads.in(database);
    const requests = await threads.checkRequests(trial.claude);
    const calls = await callsByStatus(database);
    process.stdout.write(`${what}: ${JSON.stringify({ turns, ...figures, ...requests, calls, ...threads.flaws() })}\n`);
    expect(threads.messages).toHaveLength(2 * turns);
    expect(Object.entries(threads.flaws()).filter(([, flaws]) => flaws > 0)).toEqual([]);
    expect(requests).toEqual({ received: turns, unstored: 0, wrongPaths: 0 });
    expect(calls['succeeded']).toBe(turns);
  }
});
