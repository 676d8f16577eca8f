import { DataSource } from 'typeorm';
import { ShuttingDownError } from '../../src/common/index.js';
import { LocksBench, lockIdOf, nothing, OWNER } from '../support/locks-bench.js';
import { until } from '../support/library-modules.js';

/** Well before anybody looks again by itself, which is after five seconds. */
const SOON_MS = 4_000;
const bench = new LocksBench();

describe('a request that waits for a lock', () => {
  it.each(['the client', 'the end of the process'])('stops waiting at %s', async (who) => {
    const [leader, follower] = await bench.openTwo();
    await bench.hold(leader);
    const tries = bench.countTries(follower);
    const leaving = new AbortController();
    const reason = new Error('the user left');
    const waiting = follower.locks.holdOrFind(OWNER, { ...lockIdOf('x'), signal: leaving.signal }, nothing);
    waiting.catch(() => undefined);
    await until(() => tries() === 1);
    const since = performance.now();
    if (who === 'the client') leaving.abort(reason);
    else follower.lifetime.cut();
    await expect(waiting).rejects.toThrow(who === 'the client' ? reason : ShuttingDownError);
    expect(performance.now() - since).toBeLessThan(SOON_MS);
  });

  it('is woken by the announcement alone, without asking the database meanwhile', async () => {
    const [leader, follower] = await bench.openTwo();
    const held = await bench.hold(leader);
    const tries = bench.countTries(follower);
    const waiting = await bench.waitFor(follower);
    const since = performance.now();
    await leader.locks.release(OWNER, held);
    await waiting.lock;
    expect(performance.now() - since).toBeLessThan(SOON_MS);
    expect(tries()).toBe(2);
  });

  it('misses nothing that is announced between its look and its waiting', async () => {
    const [leader, follower] = await bench.openTwo();
    const held = await bench.hold(leader);
    let answer: string | null = null;
    const since = performance.now();
    const look = async () => {
      const seen = answer;
      if (seen === null) {
        // It has looked and found nothing; before it says so, the answer comes and is announced.
        answer = 'there';
        await leader.locks.release(OWNER, held);
        await bench.hold(leader);
      }
      return seen;
    };
    expect(await follower.locks.holdOrFind(OWNER, lockIdOf('x'), look)).toMatchObject({ found: 'there' });
    expect(performance.now() - since).toBeLessThan(SOON_MS);
  });

  it('is not woken by what is rolled back', async () => {
    const [leader, follower] = await bench.openTwo();
    const held = await bench.hold(leader);
    const tries = bench.countTries(follower);
    const waiting = await bench.waitFor(follower);
    const failing = leader.unitOfWork.run(async () => {
      await leader.locks.release(OWNER, held);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await leader.locks.release(OWNER, held);
    await waiting.lock;
    // The one that what was committed woke it for. What was announced before would have come before.
    expect(tries()).toBe(2);
  });

  it('is woken again after the connection that listens was lost', async () => {
    const [leader, follower] = await bench.openTwo();
    if (bench.database.dialect === 'sqlite') return;
    const listening = () =>
      leader.dataSource.query<{ pid: number }[]>(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN reprise_claims'",
      );
    const before = await listening();
    expect(before).toHaveLength(2);
    for (const { pid } of before) await leader.dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
    await until(async () => {
      const now = (await listening()).map(({ pid }) => pid);
      return now.length === 2 && before.every(({ pid }) => !now.includes(pid));
    });

    const held = await bench.hold(leader);
    const waiting = await bench.waitFor(follower);
    const since = performance.now();
    await leader.locks.release(OWNER, held);
    await waiting.lock;
    expect(performance.now() - since).toBeLessThan(SOON_MS);
  });

  it('leaves nothing behind in memory when it is through', async () => {
    const modules = await bench.open();
    for (let round = 0; round < 5; round += 1)
      await modules.locks.release(OWNER, await bench.hold(modules, `${round}`));
    const { signals, inHand } = modules.locks as unknown as {
      signals: { ears: Map<string, unknown> };
      inHand: Set<unknown>;
    };
    expect({ ears: signals.ears.size, inHand: inHand.size }).toEqual({ ears: 0, inHand: 0 });
  });

  it('needs one connection of the pool, and gives the host none back that still listens', async () => {
    const modules = await bench.open();
    if (bench.database.dialect === 'sqlite') return;
    const listeners =
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    const { driver } = modules.dataSource as unknown as {
      driver: { master: { totalCount: number; idleCount: number } };
    };
    const [{ n } = { n: -1 }] = await modules.dataSource.query<{ n: number }[]>(listeners);
    expect({ n, busy: driver.master.totalCount - driver.master.idleCount }).toEqual({ n: 1, busy: 1 });

    const witness = await new DataSource(modules.dataSource.options).initialize();
    await modules.leave();
    await until(async () => (await witness.query<{ n: number }[]>(listeners))[0]?.n === 0);
    await witness.destroy();
  });
});
