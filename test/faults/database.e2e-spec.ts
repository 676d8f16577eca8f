import { createDatabase, type TestDatabase } from '../support/database.js';
import { type FaultMode, FaultProxy } from '../support/fault-proxy.js';
import { ask, isAcknowledged, type Told } from '../support/load.js';
import { count, until } from '../support/rows.js';
import { NO_ROUNDS, toldOf, Trial } from '../support/trial.js';

declare const DIALECT: string;
const ROUNDS = 20;

/** A service, its database, and the line between them. */
interface Line {
  readonly database: TestDatabase;
  readonly proxy: FaultProxy;
  readonly trial: Trial;
}

/** SQLite is a file: there is no connection to it that could fail. */
(DIALECT === 'postgres' ? describe : describe.skip)('a connection to the database that fails', () => {
  const lines: Line[] = [];
  afterEach(async () => {
    for (const { database, proxy } of lines.splice(0)) {
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
    for (const ms of trial.recoveryMs) expect(ms).toBeLessThan(5_000);
    await trial.stop();
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

  it('is reset 20 times: answers are kept until it is back, and nothing is asked meanwhile', async () => {
    const line = await open();
    await outages(line, 'reset', ROUNDS);
    await closeBooks(line.trial, `reset ${ROUNDS} times`);
  }, 120_000);

  it('falls silent 20 times, for ever: the same, after the time-outs', async () => {
    // Four services at a time, since every round waits for connections that nobody answers.
    const four = await Promise.all([1, 2, 3, 4].map(() => open('?query_timeout=700&statement_timeout=600')));
    await Promise.all(four.map((line) => outages(line, 'silent', ROUNDS / 4)));
    for (const { trial } of four) await closeBooks(trial, `silent ${ROUNDS / 4} times, query_timeout 700 ms`);
  }, 140_000);

  it('falls silent once, with the time-outs there are: a client is told within 15 s', async () => {
    const { trial, proxy } = await open();
    await trial.outage(
      () => proxy.set('silent'),
      () => proxy.set('pass'),
    );
    expect(Math.max(...trial.refusalMs)).toBeLessThan(15_000);
    await closeBooks(trial, 'silent once, time-outs as they are');
  }, 60_000);

  it('is cut between a COMMIT and its answer, at each COMMIT of a request: looked up, not guessed', async () => {
    const { trial, proxy } = await open('', NO_ROUNDS);
    const told: Told[] = [];
    for (let round = 0; round < ROUNDS * 3; round += 1) {
      const before = proxy.cutCommits;
      proxy.cutCommit(1 + (round % 3));
      told.push(...toldOf([await trial.ask()]));
      await trial.settled();
      expect(proxy.cutCommits).toBe(before + 1);
    }
    const statuses = [0, 1, 2].map((which) => [
      ...new Set(told.filter((_, n) => n % 3 === which).map((t) => t.status)),
    ]);
    // The claim and the call's row come before the request leaves; the last one ends it.
    expect(statuses).toEqual([[503], [503], [201]]);
    await closeBooks(trial, `cut at ${proxy.cutCommits} COMMITs`);
  }, 60_000);

  it('answers the same request at once that was refused because its COMMIT was cut', async () => {
    const { trial, proxy } = await open('', NO_ROUNDS);
    for (const nth of [1, 2]) {
      proxy.cutCommit(nth);
      const again = () => ask(trial.url, `again-${nth}`, `again-${nth}`);
      expect(toldOf([await again()])[0]?.status).toBe(503);
      const start = performance.now();
      expect(toldOf([await again()])[0]?.status).toBe(201);
      expect(performance.now() - start).toBeLessThan(3_000);
    }
    await trial.stop();
  }, 60_000);

  it('is cut after any number of bytes, 20 times', async () => {
    const { trial, proxy } = await open();
    let refused = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      proxy.cutAfter(Math.floor(Math.random() * 6_000));
      const told = toldOf(await Promise.all([trial.ask(), trial.ask({ cache: 'off' }), trial.ask({ stream: true })]));
      refused += told.filter(({ status }) => status === 503).length;
      expect(told.filter((one) => one.status !== 503 && !isAcknowledged(one))).toEqual([]);
    }
    await closeBooks(trial, `cut after random bytes ${ROUNDS} times`, { refused });
  }, 60_000);

  it('is away for longer than a client waits: told of it, and the answer is stored when it is back', async () => {
    const { trial, proxy, database } = await open();
    const { outcomes, release } = await trial.hold();
    proxy.set('reset');
    const start = performance.now();
    await release();
    const told = toldOf(await outcomes);
    const waitedMs = Math.round(performance.now() - start);
    expect(told.map(({ body }) => body.code)).toEqual(Array(3).fill('database_unavailable'));
    expect(told.map(({ status }) => status)).toEqual([503, 503, 200]);
    proxy.set('pass');
    for (const { user, body } of told) {
      const row = `SELECT count(*) FROM results WHERE user_id = '${user}' AND id = '${body.result_id}'`;
      await until('it is stored after all', 5_000, async () => (await count(database, row)) === 1);
    }
    const [first] = told;
    const again = toldOf([await ask(trial.url, first?.user ?? '', first?.user ?? '')]);
    expect(again.map(({ status, body }) => [status, body.id])).toEqual([[200, first?.body.result_id]]);
    await closeBooks(trial, 'away for long', { waitedMs });
  }, 60_000);
});
