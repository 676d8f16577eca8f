import { COUNTS } from '../support/counts.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type FaultMode, FaultProxy } from '../support/fault-proxy.js';
import { ask, isAcknowledged, type Told } from '../support/load.js';
import { count, HANGS_MS, until } from '../support/rows.js';
import { NO_ROUNDS, toldOf, Trial } from '../support/trial.js';

declare const DIALECT: string;
const ROUNDS = COUNTS.outages;
/** Outages that are silent take long, so that several services go through them at a time. */
const SILENT_ROUNDS = Math.min(ROUNDS, 5);
const SHORT_TIMEOUTS = '?query_timeout=1500&statement_timeout=1400';
/** A request's lock, its call, and its end. */
const COMMITS = 3;

/** A service, its database, and the line between them. */
interface Line {
  readonly database: TestDatabase;
  readonly proxy: FaultProxy;
  readonly trial: Trial;
}

/** SQLite is a file: there is no connection to it that could fail. */
(DIALECT === 'postgres' ? describe : describe.skip)('a connection to the database that fails', () => {
  const lines: Line[] = [];
  /** With the time-outs there are; where each COMMIT is a request's. */
  let usual: Line;
  let counted: Line;
  /** What takes long because of time-outs goes on beside the other tests, with services of its own. */
  let silent: Promise<Trial[]>;
  let away: Promise<{ readonly line: Line; readonly told: Told[] }>;
  beforeAll(async () => {
    away = begun(open().then(async (line) => ({ line, told: await goAway(line) })));
    const shorts = Array.from({ length: ROUNDS / SILENT_ROUNDS }, async () => {
      const line = await open(SHORT_TIMEOUTS);
      await outages(line, 'silent', SILENT_ROUNDS);
      return line.trial;
    });
    silent = begun(Promise.all(shorts));
    [usual, counted] = await Promise.all([open(), open('', NO_ROUNDS)]);
  });
  afterAll(async () => {
    for (const { database, proxy, trial } of lines) {
      await trial.stop();
      await proxy.close();
      await database.drop();
    }
  });

  async function open(parameters = '', env: Readonly<Record<string, string>> = {}): Promise<Line> {
    const database = await createDatabase();
    const proxy = await FaultProxy.to(database.url);
    const trial = new Trial(`${proxy.url}${parameters}`, database.url, env);
    const line = { database, proxy, trial };
    lines.push(line);
    await trial.start();
    return line;
  }

  /** Everything that Claude answered is stored once, and nothing waits for its end. */
  async function closeBooks(trial: Trial, what: string, more: object = {}): Promise<void> {
    await trial.settled();
    const books = await trial.books();
    trial.report(what, { ...books, ...more });
    expect(books).toMatchObject({ lost: 0, duplicated: 0, unsettled: 0 });
    expect(trial.startedWhileDown).toBe(0);
  }

  /** Outages in which answers come: each is there afterwards, and was told. */
  async function outages({ trial, proxy }: Line, mode: FaultMode, rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const told = await trial.outage(
        () => proxy.set(mode),
        () => proxy.set('pass'),
      );
      expect(told.filter(isAcknowledged)).toHaveLength(3);
    }
  }

  it(`is reset ${ROUNDS} times: answers are kept until it is back, and nothing is asked meanwhile`, async () => {
    await outages(usual, 'reset', ROUNDS);
    await closeBooks(usual.trial, `reset ${ROUNDS} times`);
  });

  it(`is cut after any number of bytes, ${ROUNDS} times`, async () => {
    const { trial, proxy } = usual;
    let refused = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      proxy.cutAfter(Math.floor(Math.random() * 6_000));
      const told = toldOf(await Promise.all([trial.ask(), trial.ask({ cache: 'off' }), trial.ask({ stream: true })]));
      refused += told.filter(({ status }) => status === 503).length;
      expect(told.filter((one) => one.status !== 503 && !isAcknowledged(one))).toEqual([]);
    }
    proxy.cutAfter(Infinity);
    await closeBooks(trial, `cut after random bytes ${ROUNDS} times`, { refused });
  });

  it('is cut between a COMMIT and its answer, at each COMMIT of a request: looked up, not guessed', async () => {
    const { trial, proxy } = counted;
    const told: Told[] = [];
    for (let round = 0; round < COUNTS.lostCommits * COMMITS; round += 1) {
      const before = proxy.cutCommits;
      proxy.cutCommit(1 + (round % COMMITS));
      told.push(...toldOf([await trial.ask()]));
      await trial.settled();
      expect(proxy.cutCommits).toBe(before + 1);
    }
    const statuses = [0, 1, 2].map((which) => [
      ...new Set(told.filter((_, n) => n % COMMITS === which).map((t) => t.status)),
    ]);
    // The lock and the call's row come before the request leaves; the last one ends it.
    expect(statuses).toEqual([[503], [503], [201]]);
    await closeBooks(trial, `cut at ${proxy.cutCommits} COMMITs`);
  });

  it('answers the same request again that was refused because its COMMIT was cut, and waits for no lease', async () => {
    const { trial, proxy } = counted;
    for (const nth of [1, 2]) {
      proxy.cutCommit(nth);
      const again = () => ask(trial.url, `again-${nth}`, `again-${nth}`);
      expect(toldOf([await again()])[0]?.status).toBe(503);
      // A lease is longer here than the test may take.
      expect(toldOf([await again()])[0]?.status).toBe(201);
    }
  });

  it('falls silent once, with the time-outs there are: the same, after the time-outs', async () => {
    await outages(usual, 'silent', 1);
    await closeBooks(usual.trial, 'silent once, time-outs as they are');
  });

  it(`falls silent ${ROUNDS} times, for ever: the same, after the time-outs`, async () => {
    for (const trial of await silent) await closeBooks(trial, `silent ${SILENT_ROUNDS} times, time-outs short`);
  });

  it('is away for longer than a client waits: told of it, and the answer is stored when it is back', async () => {
    const { line, told } = await away;
    const { trial, proxy, database } = line;
    expect(told.map(({ body }) => body.code)).toEqual(Array(3).fill('database_unavailable'));
    expect(told.map(({ status }) => status)).toEqual([503, 503, 200]);
    proxy.set('pass');
    for (const { user, body } of told) {
      const row = `SELECT count(*) FROM results WHERE user_id = '${user}' AND id = '${body.result_id}'`;
      await until('it is stored after all', HANGS_MS, async () => (await count(database, row)) === 1);
    }
    const [first] = told;
    const again = toldOf([await ask(trial.url, first?.user ?? '', first?.user ?? '')]);
    expect(again.map(({ status, body }) => [status, body.id])).toEqual([[200, first?.body.result_id]]);
    await closeBooks(trial, 'away for long');
  });

  /** @returns what was told while the database was away */
  async function goAway({ trial, proxy }: Line): Promise<Told[]> {
    const { outcomes, release } = await trial.hold();
    proxy.set('reset');
    await release();
    return toldOf(await outcomes);
  }
});

/** Its failure is that of the test that waits for it. */
function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
