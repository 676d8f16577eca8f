import { ClaudeFailedError } from '../../src/claude/index.js';
import { PeriodicJob } from '../../src/common/index.js';
import { DatabaseUnavailableError } from '../../src/database/index.js';
import { FAKE_COST, JournalBench, OWNER } from '../support/journal-bench.js';
import type { UsageNumbers } from '../../src/journal/index.js';
import { LEASE_MS, type LibraryModules, until } from '../support/library-modules.js';

const bench = new JournalBench();

/** What the user's calls add up to: as it was added, which has to be what the calls themselves say. */
async function counted({ usage }: LibraryModules): Promise<Partial<UsageNumbers>[]> {
  const all = { from: new Date(0), to: null };
  const added = await usage.sum(OWNER, { days: all, pieces: [] }, null, 10);
  expect(added).toEqual(await usage.fromJournal(OWNER, all, null, 10));
  return added.map(({ usage: { calls, interruptedCalls, billedPicoUsd } }) => ({
    calls,
    interruptedCalls,
    billedPicoUsd,
  }));
}

describe('a lease', () => {
  it('is renewed for as long as its process lives', async () => {
    const modules = await bench.open();
    const release = modules.claude.hold();
    const asking = bench.ask(modules);
    await until(async () => (await bench.calls()).length === 1);
    for (let round = 0; round < 5; round += 1) {
      bench.clock.advance(LEASE_MS / 2);
      await modules.leases.round();
      expect(await bench.statuses()).toEqual(['pending']);
    }
    release();
    await bench.store(modules, await asking);
    expect(await bench.statuses()).toEqual(['succeeded']);
  });

  it('that has expired is ended as interrupted by any process that checks, and not before', async () => {
    const dead = await bench.open();
    await bench.ask(dead);
    await dead.close();
    const other = await bench.open();
    bench.clock.advance(LEASE_MS);
    await other.leases.round();
    expect(await bench.statuses()).toEqual(['pending']);
    bench.clock.advance(1);
    await other.leases.round();
    expect(await bench.calls()).toMatchObject([{ status: 'interrupted', ended_at: bench.clock.now().toISOString() }]);
  });

  it('of a process that died is found by the other processes: its calls are ended within two leases', async () => {
    const dead = await bench.open();
    await bench.ask(dead);
    await dead.close();
    const stepMs = LEASE_MS / 6;
    const timer = jest.spyOn(globalThis, 'setInterval');
    await bench.open();
    const jobs = timer.mock.calls.map(([begin, everyMs]) => ({ begin, everyMs: everyMs ?? 0 }));
    timer.mockRestore();
    const runs = jest.spyOn(PeriodicJob.prototype, 'runIfIdle');
    for (let passedMs = stepMs; passedMs <= 2 * LEASE_MS; passedMs += stepMs) {
      bench.clock.advance(stepMs);
      for (const { begin, everyMs } of jobs) if (passedMs % everyMs === 0) begin();
      await Promise.all(runs.mock.results.map(({ value }) => value as Promise<void>));
    }
    runs.mockRestore();
    expect(await bench.statuses()).toEqual(['interrupted']);
  });

  it('expires although its process lives, if it is unknown whether the call began or ended', async () => {
    const modules = await bench.open();
    modules.faults.commits.push('loses its answer', 'fails');
    await expect(bench.ask(modules)).rejects.toThrow(DatabaseUnavailableError);
    await until(() => modules.faults.commits.length === 0);
    expect(modules.claude.asked).toHaveLength(0);
    expect(await bench.statuses()).toEqual(['pending']);
    bench.clock.advance(LEASE_MS + 1);
    await modules.leases.round();
    expect(await bench.statuses()).toEqual(['interrupted']);
  });

  it('that another process took does not lose the answer: it is stored once, and the call ends with its real outcome', async () => {
    const modules = await bench.open();
    const answered = await bench.ask(modules);
    const other = await bench.open();
    bench.clock.advance(LEASE_MS + 1);
    await other.leases.round();
    expect(await bench.statuses()).toEqual(['interrupted']);
    expect(await counted(modules)).toEqual([{ calls: 1n, interruptedCalls: 1n, billedPicoUsd: 0n }]);
    bench.clock.advance(1_000);

    modules.faults.commits.push('loses its answer');
    await bench.store(modules, answered);

    const endedAt = bench.clock.now().toISOString();
    expect(await bench.calls()).toMatchObject([{ status: 'succeeded', output_tokens: 5, ended_at: endedAt }]);
    expect(String((await bench.calls())[0]?.['cost_pico_usd'])).toBe(FAKE_COST);
    expect(await counted(modules)).toEqual([{ calls: 1n, interruptedCalls: 0n, billedPicoUsd: BigInt(FAKE_COST) }]);
    expect(await bench.storedAnswers()).toBe(1);
  });

  it('that another process took is no end of a call that fails: that ends as failed, and is counted once', async () => {
    const modules = await bench.open();
    modules.claude.willAnswer(new ClaudeFailedError('no'));
    const release = modules.claude.hold();
    const asking = bench.ask(modules);
    asking.catch(() => undefined);
    await until(async () => (await bench.calls()).length === 1);
    const other = await bench.open();
    bench.clock.advance(LEASE_MS + 1);
    await other.leases.round();
    release();
    await expect(asking).rejects.toThrow('no');
    expect(await bench.calls()).toMatchObject([{ status: 'failed', error_code: 'claude_error' }]);
    expect(await counted(modules)).toEqual([{ calls: 1n, interruptedCalls: 0n, billedPicoUsd: 0n }]);
  });

  it('that ran out while its own process stood still is no reason for that process to end the call', async () => {
    const modules = await bench.open();
    const answered = await bench.ask(modules);
    // The renewal finds no connection for once, and the round goes on with what it sees.
    const renewal = jest.spyOn(modules.unitOfWork, 'runAhead').mockResolvedValue(undefined);
    bench.clock.advance(24 * LEASE_MS);
    await modules.leases.round();
    renewal.mockRestore();
    expect(await bench.statuses()).toEqual(['pending']);
    await bench.store(modules, answered);
    expect(await counted(modules)).toEqual([{ calls: 1n, interruptedCalls: 0n, billedPicoUsd: BigInt(FAKE_COST) }]);
  });

  it('of several hundred calls is renewed all the same', async () => {
    const modules = await bench.open({ settings: { maxConcurrency: 600 } });
    const release = modules.claude.hold();
    const asking: Promise<unknown>[] = [];
    while (asking.length < 600) {
      asking.push(...Array.from({ length: 20 }, () => bench.ask(modules)));
      await until(() => modules.claude.asked.length === asking.length);
    }
    bench.clock.advance(LEASE_MS - 1);
    await modules.leases.round();
    bench.clock.advance(LEASE_MS - 1);
    await modules.leases.round();
    expect(new Set(await bench.statuses())).toEqual(new Set(['pending']));
    release();
    await Promise.all(asking);
  });
});

describe('when the database is away', () => {
  it('before the call, Claude is not asked', async () => {
    const modules = await bench.open();
    modules.faults.isDown = true;
    await expect(bench.ask(modules)).rejects.toThrow(DatabaseUnavailableError);
    expect(modules.claude.asked).toHaveLength(0);
    modules.faults.isDown = false;
    expect(await bench.statuses()).toEqual([]);
  });

  it("while the call's row is written, Claude is not asked, and no row is left pending", async () => {
    const modules = await bench.open();
    modules.faults.commits.push('loses its answer');
    await expect(bench.ask(modules)).rejects.toThrow(DatabaseUnavailableError);
    expect(modules.claude.asked).toHaveLength(0);
    await until(async () => (await bench.statuses())[0] !== 'pending');
    expect(await bench.calls()).toMatchObject([{ status: 'failed', error_code: 'database_unavailable' }]);
  });

  it('after the reply, storing the answer is retried until it succeeds', async () => {
    const modules = await bench.open();
    const answered = await bench.ask(modules);
    modules.faults.commits.push('fails', 'fails');
    await bench.store(modules, answered);
    expect(await bench.statuses()).toEqual(['succeeded']);
    expect(await bench.storedAnswers()).toBe(1);
  });

  it('at the moment of the commit, committed work is found and not repeated', async () => {
    const modules = await bench.open();
    const answered = await bench.ask(modules);
    modules.faults.commits.push('loses its answer');
    await bench.store(modules, answered);
    expect(await bench.statuses()).toEqual(['succeeded']);
    expect(await bench.storedAnswers()).toBe(1);
  });

  it('a failure of Claude is reported at once, and recorded when the database is back', async () => {
    const modules = await bench.open();
    modules.claude.willAnswer(new ClaudeFailedError('no'));
    const release = modules.claude.hold();
    const asking = bench.ask(modules);
    asking.catch(() => undefined);
    await until(() => modules.claude.asked.length === 1);
    modules.faults.isDown = true;
    release();
    await expect(asking).rejects.toThrow('no');
    expect(await bench.statuses()).toEqual(['pending']);
    modules.faults.isDown = false;
    await modules.lifetime.whenIdle();
    expect(await bench.statuses()).toEqual(['failed']);
  });

  it('permanently, the caller receives an error and the lease expires as interrupted', async () => {
    const modules = await bench.open({ keepMs: 0 });
    const answered = await bench.ask(modules);
    modules.faults.isDown = true;
    await expect(bench.store(modules, answered)).rejects.toThrow(DatabaseUnavailableError);
    modules.faults.isDown = false;
    bench.clock.advance(LEASE_MS + 1);
    await modules.leases.round();
    expect(await bench.statuses()).toEqual(['interrupted']);
    expect(await bench.storedAnswers()).toBe(0);
  });

  it('between two statements of the commit, the answer is stored on another connection', async () => {
    const modules = await bench.open();
    if (bench.database.dialect === 'sqlite') return;
    const answered = await bench.ask(modules);
    let deaths = 0;
    await modules.journal.commit(OWNER, answered, async () => {
      if (deaths++ === 0) {
        const [row] = await modules.unitOfWork.read((db) =>
          db.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid'),
        );
        await bench.witness.query('SELECT pg_terminate_backend($1)', [row?.pid]);
        // The connection is known to be gone before the next statement is sent on it.
        const alive = 'SELECT pid FROM pg_stat_activity WHERE pid = $1';
        await until(async () => (await bench.witness.query<unknown[]>(alive, [row?.pid])).length === 0);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await bench.insertAnswer(modules, 'x');
    });
    expect(deaths).toBe(2);
    expect(await bench.statuses()).toEqual(['succeeded']);
    expect(await bench.storedAnswers()).toBe(1);
  });
});
