import { COUNTS } from '../support/counts.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type FaultMode, FaultProxy } from '../support/fault-proxy.js';
import { ask, isAcknowledged, type Told } from '../support/load.js';
import { count, HANGS_MS, until } from '../support/rows.js';
import { NO_ROUNDS, toldOf, Trial } from '../support/trial.js';

declare const DIALECT: string;
const ROUNDS = COUNTS.outages;
/** Silent outages take long, so that several services go through them at the same time. */
const SILENT_ROUNDS = Math.min(ROUNDS, 5);
const SHORT_TIMEOUTS = '?query_timeout=1500&statement_timeout=1400';
/** The commits of a request: its lock, its call, and its end. */
const COMMITS = 3;

/** A service, its database, and the proxy between them. */
interface Line {
  readonly database: TestDatabase;
  readonly proxy: FaultProxy;
  readonly trial: Trial;
}

/** Only on PostgreSQL, since SQLite has no connection that could fail. */
(DIALECT === 'postgres' ? describe : describe.skip)('a connection to the database that fails', () => {
  const lines: Line[] = [];
  /** `usual` has the default time-outs; in `counted` each COMMIT belongs to a request. */
  let usual: Line;
  let counted: Line;
  /** Outages that take long because of time-outs run beside the other tests, with separate services. */
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

  /** Checks that every answer of Claude is stored once, and that no call is pending. */
  async function checkOutcome(trial: Trial, what: string, more: object = {}): Promise<void> {
    await trial.settled();
    const books = await trial.books();
    trial.report(what, { ...books, ...more });
    expect(books).toMatchObject({ lost: 0, duplicated: 0, unsettled: 0 });
    expect(trial.startedWhileDown).toBe(0);
  }

  /** Outages during which answers arrive: each is stored afterwards, and was acknowledged. */
  async function outages({ trial, proxy }: Line, mode: FaultMode, rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const told = await trial.outage(
        () => proxy.set(mode),
        () => proxy.set('pass'),
      );
      expect(told.filter(isAcknowledged)).toHaveLength(3);
    }
  }

  it(`is reset ${ROUNDS} times: answers are kept until it is back, and Claude is not called meanwhile`, async () => {
    await outages(usual, 'reset', ROUNDS);
    await checkOutcome(usual.trial, `reset ${ROUNDS} times`);
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
    await checkOutcome(trial, `cut after random bytes ${ROUNDS} times`, { refused });
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
    // The lock and the call's row are committed before the request is sent; the last commit ends the call.
    expect(statuses).toEqual([[503], [503], [201]]);
    await checkOutcome(trial, `cut at ${proxy.cutCommits} COMMITs`);
  });

  it('answers a repeat of a request that was refused because its COMMIT was cut, without waiting for a lease', async () => {
    const { trial, proxy } = counted;
    for (const nth of [1, 2]) {
      proxy.cutCommit(nth);
      const again = () => ask(trial.url, `again-${nth}`, `again-${nth}`);
      expect(toldOf([await again()])[0]?.status).toBe(503);
      // A lease is longer than the test may take.
      expect(toldOf([await again()])[0]?.status).toBe(201);
    }
  });

  it('falls silent once, with the default time-outs: the same, after the time-outs', async () => {
    await outages(usual, 'silent', 1);
    await checkOutcome(usual.trial, 'silent once, time-outs as they are');
  });

  it(`falls silent ${ROUNDS} times, permanently: the same, after the time-outs`, async () => {
    for (const trial of await silent) await checkOutcome(trial, `silent ${SILENT_ROUNDS} times, time-outs short`);
  });

  it('is away for longer than a client waits: the client receives 503, and the answer is stored afterwards', async () => {
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
    await checkOutcome(trial, 'away for long');
  });

  /** @returns the answers given while the database was away */
  async function goAway({ trial, proxy }: Line): Promise<Told[]> {
    const { outcomes, release } = await trial.hold();
    proxy.set('reset');
    await release();
    return toldOf(await outcomes);
  }
});

/** Starts work whose failure is reported by the test that awaits it later. */
function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
