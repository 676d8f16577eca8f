import { BudgetExceededError, type BudgetStatus } from '../../src/budgets/index.js';
import { ClaudeOverloadedError, PriceList } from '../../src/claude/index.js';
import { FakeClaudeClient } from '../../src/claude/testing/fake-claude-client.js';
import { FAKE_COST, JournalBench, OWNER, REQUEST } from '../support/journal-bench.js';
import { LEASE_MS, type LibraryModules, until } from '../support/library-modules.js';

const bench = new JournalBench();
const WORST = new PriceList().worstCasePicoUsd(REQUEST, new Date('2026-11-23T12:00:00Z')) ?? 0n;
const COST = BigInt(FAKE_COST);

function setLimit({ budgets }: LibraryModules, limitPicoUsd: bigint): Promise<BudgetStatus> {
  return budgets.set(OWNER, { limitPicoUsd, period: 'day' });
}

async function spent({ budgets }: LibraryModules): Promise<[billed: bigint, reserved: bigint]> {
  const { billedPicoUsd, reservedPicoUsd } = await budgets.getOrThrow(OWNER);
  return [billedPicoUsd, reservedPicoUsd];
}

describe('the reservation for a call', () => {
  it("is committed with the call's row before Claude is asked, and is replaced by the billed amount atomically", async () => {
    const modules = await bench.open();
    await setLimit(modules, WORST);
    const release = modules.claude.hold();
    const asking = bench.ask(modules);
    await until(() => modules.claude.asked.length === 1);
    expect(await spent(modules)).toEqual([0n, WORST]);
    release();
    const answered = await asking;
    expect(await spent(modules)).toEqual([0n, WORST]);
    await bench.store(modules, answered);
    expect(await spent(modules)).toEqual([COST, 0n]);
  });

  it.each([
    ['is free again', 'Claude answers with an error', 0n],
    ['stays', 'something else goes wrong', WORST],
    ['stays', 'its client gives up', WORST],
  ])('%s when %s, since Claude bills no error', async (_, how, left) => {
    const modules = await bench.open({ settings: { maxRetries: 0 } });
    await setLimit(modules, WORST);
    const leaving = new AbortController();
    const error = how.startsWith('Claude') ? new ClaudeOverloadedError('busy') : new Error('an unexpected error');
    const release = modules.claude.willAnswer(error).hold();
    const asking = bench.ask(modules, { signal: leaving.signal });
    asking.catch(() => undefined);
    await until(() => modules.claude.asked.length === 1);
    if (how === 'its client gives up') leaving.abort(new Error('the user left'));
    else release();
    await expect(asking).rejects.toThrow();
    expect(await spent(modules)).toEqual([0n, left]);
  });

  it('is released when the process of the call has died and Claude can no longer answer', async () => {
    const settings = { timeoutMs: 5 * LEASE_MS };
    const dead = await bench.open({ settings });
    await setLimit(dead, WORST);
    await bench.ask(dead);
    await dead.close();
    const alive = await bench.open({ settings });
    bench.clock.advance(LEASE_MS + 1);
    await alive.leases.round();
    expect(await bench.statuses()).toEqual(['interrupted']);
    bench.clock.advance(4 * LEASE_MS - 2);
    expect(await spent(alive)).toEqual([0n, WORST]);
    await expect(bench.ask(alive)).rejects.toThrow(BudgetExceededError);
    bench.clock.advance(1);
    expect(await spent(alive)).toEqual([0n, 0n]);
    await bench.store(alive, await bench.ask(alive));
  });

  it('is released in time, and the call ended, if the process that died had a clock ahead', async () => {
    const alive = await bench.open();
    await setLimit(alive, WORST);
    const HOURS_MS = 10 * 3_600_000;
    bench.clock.advance(HOURS_MS);
    const dead = await bench.open();
    await bench.ask(dead);
    await dead.close();
    bench.clock.advance(-HOURS_MS);
    await alive.leases.round();
    expect(await bench.statuses()).toEqual(['interrupted']);
    expect(await spent(alive)).toEqual([0n, 0n]);
    await bench.store(alive, await bench.ask(alive));
  });

  it('is replaced by the billed amount when the answer arrives although another process took the lease', async () => {
    const late = await bench.open();
    await setLimit(late, WORST);
    const answered = await bench.ask(late);
    const other = await bench.open();
    bench.clock.advance(LEASE_MS + 1);
    await other.leases.round();
    expect(await spent(other)).toEqual([0n, WORST]);
    await bench.store(late, answered);
    expect(await spent(other)).toEqual([COST, 0n]);
  });

  it('is stored without any budget, but not without a known price', async () => {
    const modules = await bench.open();
    await bench.ask(modules);
    await modules.journal.ask(
      OWNER,
      { kind: 'analysis', subjectId: 's', requestDigest: 'd' },
      { ...REQUEST, model: 'x' },
    );
    const rows = (await bench.calls()) as { reserved_pico_usd: string | number | null }[];
    const noted = rows.map(({ reserved_pico_usd: reserved }) => reserved && String(reserved));
    expect(noted.sort()).toEqual([String(WORST), null]);
  });
});

describe('a call that is refused', () => {
  it('fails at once and leaves no row and no lease', async () => {
    const modules = await bench.open();
    await setLimit(modules, WORST - 1n);
    await expect(bench.ask(modules)).rejects.toThrow(BudgetExceededError);
    expect(await bench.calls()).toEqual([]);
    expect(modules.claude.asked).toEqual([]);
    expect((modules.leases as unknown as { held: Set<string> }).held.size).toBe(0);
  });
});

describe('many calls at once', () => {
  it('never reserve more than the limit, and use the limit up', async () => {
    const claude = new FakeClaudeClient();
    const release = claude.hold();
    // On SQLite, connections of one process would wait for each other on one thread.
    const replicas = bench.database.dialect === 'postgres' ? 3 : 1;
    const processes = await Promise.all(Array.from({ length: replicas }, () => bench.open({ claude })));
    const [first] = processes;
    if (!first) throw new Error('no process was started');
    await setLimit(first, 7n * WORST + WORST / 2n);
    const asked = Array.from({ length: 30 }, (_, n) => bench.ask(processes[n % replicas] ?? first));
    let refused = 0;
    const ends = asked.map((asking) =>
      asking.then(
        () => 'answered',
        (error: Error) => {
          refused += 1;
          return error.name;
        },
      ),
    );
    await until(() => claude.asked.length + refused === 30);
    expect(claude.asked).toHaveLength(7);
    expect(await spent(first)).toEqual([0n, 7n * WORST]);
    release();
    const all = await Promise.all(ends);
    expect(all.filter((end) => end === 'answered')).toHaveLength(7);
    expect(all.filter((end) => end === 'BudgetExceededError')).toHaveLength(23);
  });
});
