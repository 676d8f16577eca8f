import { setTimeout as wait } from 'node:timers/promises';
import { SimulatorClient } from '../../src/simulator/index.js';
import { COUNTS } from '../support/counts.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { Fleet } from '../support/fleet.js';
import { count, HANGS_MS, until } from '../support/rows.js';
import { newApiKey, simulatorUrl } from '../support/service.js';
import { callsByStatus, heldLocks, Threads } from '../support/stored-threads.js';
import {
  beginConversation,
  isAnswered,
  messagesOf,
  postMessage,
  regenerate,
  type SeenTurn,
} from '../support/turn-client.js';

/** Long enough that a living process renews its lease in time. */
const LEASE_MS = 1_000;
const KILLS = COUNTS.conversationKills;
/** Turns that are running when the process is killed, each in a separate conversation. */
const AT_ONCE = 4;

/** A user's message on its way to an answer, and everything that its client received. */
interface Asked {
  readonly conversation: string;
  readonly text: string;
  readonly key: string;
  readonly streamed: boolean;
  readonly seen: SeenTurn[];
  /** The stored message, as long as it has no answer. */
  left: string | null;
}

describe('kill -9 between a message and its answer', () => {
  let database: TestDatabase;
  let claude: SimulatorClient;
  let fleet: Fleet;
  const all: Asked[] = [];
  const further: SeenTurn[] = [];

  beforeAll(async () => {
    database = await createDatabase();
    const key = newApiKey();
    claude = new SimulatorClient(simulatorUrl(), key);
    fleet = await Fleet.start(database, key, { LEASE_MS: String(LEASE_MS) });
  });
  afterAll(() => database.drop());

  /** Sends the message, or repeats the request unchanged. */
  async function send(asked: Asked, onBegun?: () => void): Promise<void> {
    const { conversation, text, key, streamed } = asked;
    asked.seen.push(await postMessage(fleet.url, conversation, text, { key, streamed, onBegun }));
  }

  /** Regenerates the answer of an interrupted message, if the message was stored. */
  async function answerAgain(asked: Asked, onBegun?: () => void): Promise<void> {
    const { conversation, left, streamed } = asked;
    if (left !== null) asked.seen.push(await regenerate(fleet.url, conversation, left, { streamed, onBegun }));
  }

  /** Half of the conversations continue by idempotency key, the others by their interrupted message. */
  const recover = (asked: Asked, onBegun?: () => void) =>
    all.indexOf(asked) % 2 === 0 ? send(asked, onBegun) : answerAgain(asked, onBegun);

  /** Begins turns and kills their process: alternately while Claude thinks, while it streams, after its answer, or at random. */
  async function killDuring(kill: number, begin: (onBegun: () => void) => Promise<void>[]): Promise<void> {
    const hold = `kill-${kill}`;
    const stage = (['held', 'streaming', 'answered', 'random'] as const)[kill % 4];
    const isHeld = stage === 'held' || stage === 'answered';
    if (isHeld) await claude.script([{ hold, repeat: AT_ONCE }]);
    await claude.defaults(isHeld ? {} : { delay_ms: 15, chunk_delay_ms: 5 });
    let over = 0;
    let begun = 0;
    const turns = begin(() => (begun += 1)).map((turn) => turn.finally(() => (over += 1)));
    const isThere = async () => over + (isHeld ? (await claude.stats()).in_flight : begun) >= (isHeld ? AT_ONCE : 1);
    if (stage !== 'random') await until(`the turns are ${stage}`, HANGS_MS, isThere);
    if (stage === 'answered') await claude.release(hold);
    await wait(Math.random() * 50);
    await fleet.kill();
    const killedAt = performance.now();
    await Promise.all([...turns, claude.defaults({}), claude.release(hold)]);
    // A process that starts before the lease expires may take the dead process for alive until then.
    await wait(Math.max(killedAt + LEASE_MS - performance.now(), 0));
  }

  /**
   * Checks the turns once the lease has expired: everything that clients received is stored, and nothing is pending.
   * @returns the number of turns without an answer
   */
  async function check(turns: readonly Asked[]): Promise<number> {
    for (const asked of turns) {
      const { conversation, text, seen } = asked;
      const shown = await messagesOf(fleet.url, conversation);
      const ids = new Set(shown.map(({ id }) => id));
      const told = seen.flatMap(({ userMessageId, answerId }) => [userMessageId, answerId]).filter((id) => id !== null);
      expect(told.filter((id) => !ids.has(id))).toEqual([]);
      const message = shown.find((one) => one.text === text);
      const answered = shown.some(({ parent_id }) => message && parent_id === message.id);
      if (message) expect([text, message.status]).toEqual([text, answered ? 'complete' : 'interrupted']);
      asked.left = answered ? null : (message?.id ?? null);
      expect(shown.filter(({ status }) => status !== 'complete')).toEqual(answered || !message ? [] : [message]);
      expect(await messagesOf(fleet.url, conversation, '')).toEqual(shown);
    }
    return turns.filter(({ left }) => left !== null).length;
  }

  /** Recovers each turn without an answer, and posts another message to every conversation. */
  async function continueAll(turns: readonly Asked[]): Promise<void> {
    await Promise.all(turns.map((asked) => recover(asked)));
    const left = await check(turns);
    for (const { seen } of turns) {
      const stored = new Set(seen.flatMap(({ userMessageId }) => userMessageId ?? []));
      expect(stored.size).toBeLessThanOrEqual(1);
      expect(seen.filter(({ status, code }) => code !== null || (status ?? 200) >= 300)).toEqual([]);
    }
    expect(left).toBe(0);
    const more = turns.map(({ conversation, text }) => postMessage(fleet.url, conversation, `more after ${text}`));
    further.push(...(await Promise.all(more)));
  }

  it(`${KILLS} times: nothing acknowledged is lost, no message is stored or answered twice, and every conversation continues`, async () => {
    const figures = { kills: KILLS, turns: 0, held: 0, leftUnanswered: 0, leftAgain: 0 };
    let turns: Asked[] = [];
    let conversations: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Every third kill happens during the recovery.
      const isAgain = kill % 3 === 2;
      if (kill % 6 === 0) conversations = await Promise.all(Array.from({ length: AT_ONCE }, () => begin()));
      if (!isAgain) all.push(...(turns = conversations.map((conversation, n) => newTurn(conversation, kill, n))));
      const act = isAgain ? recover : send;
      await killDuring(kill, (onBegun) => turns.map((asked) => act(asked, onBegun)));
      const left = await check(turns);
      if (isAgain) figures.leftAgain += left;
      else figures.leftUnanswered += left;
      if (!isAgain && kill % 4 === 0) figures.held += AT_ONCE;
      if (kill % 3 !== 1) await continueAll(turns);
    }
    figures.turns = all.length;
    const pending = async () => (await callsByStatus(database))['pending'] ?? 0;
    await until('nothing is pending', HANGS_MS, async () => (await pending()) === 0);
    const threads = await Threads.in(database);
    const requests = await threads.checkRequests(claude);
    const calls = await callsByStatus(database);
    report(`kill -9 in conversations on ${database.dialect}`, { ...figures, ...requests, calls, ...threads.flaws() });

    expect(further.filter((turn) => turn.status !== 201 || !isAnswered(turn))).toEqual([]);
    expect(Object.values(threads.flaws()).filter((flaws) => flaws > 0)).toEqual([]);
    expect(requests).toMatchObject({ unstored: 0, wrongPaths: 0 });
    expect(threads.answers).toHaveLength(await count(database, 'SELECT count(*) FROM calls WHERE output_tokens > 0'));
    // A request that is held when its process is killed is never answered.
    expect(figures.leftUnanswered).toBeGreaterThanOrEqual(figures.held);
    expect(await heldLocks(database)).toBe(0);
    await fleet.stop();
  });

  const begin = () => beginConversation(fleet.url);
});

function newTurn(conversation: string, kill: number, n: number): Asked {
  return {
    conversation,
    text: `text ${kill}.${n}`,
    key: `key-${kill}.${n}`,
    streamed: n >= AT_ONCE / 2,
    seen: [],
    left: null,
  };
}

function report(what: string, counts: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(counts)}\n`);
}
