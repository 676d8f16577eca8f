import { DatabaseUnavailableError } from '../../src/database/index.js';
import { AnswerNotStoredYetError } from '../../src/journal/index.js';
import { LocksBench, lockIdOf, OWNER } from '../support/locks-bench.js';
import { LEASE_MS, type LibraryModules, until } from '../support/library-modules.js';

const HOUR_MS = 3_600_000;
const bench = new LocksBench();

describe('a lock', () => {
  it('is held by exactly one of many that want it at once, on whichever process', async () => {
    const processes = await bench.openTwo();
    for (let round = 0; round < 5; round += 1) {
      let holders = 0;
      let most = 0;
      let taken = 0;
      const want = async (modules: LibraryModules) => {
        const held = await bench.hold(modules, `round ${round}`);
        taken += 1;
        most = Math.max(most, (holders += 1));
        await new Promise((resolve) => setImmediate(resolve));
        holders -= 1;
        await modules.locks.release(OWNER, held);
      };
      await Promise.all(Array.from({ length: 20 }, (_, index) => want(processes[index % 2 ? 1 : 0])));
      expect({ most, taken }).toEqual({ most: 1, taken: 20 });
    }
    expect(await bench.rows(processes[0])).toEqual([]);
  });

  it('given up with an answer lets all who wait find it, and none of them takes it', async () => {
    const [leader, follower] = await bench.openTwo();
    const held = await bench.hold(leader);
    const tries = bench.countTries(follower);
    let answer: string | null = null;
    let looks = 0;
    const look = async () => ((looks += 1), answer);
    const waiting = Array.from({ length: 10 }, () => follower.locks.holdOrFind(OWNER, lockIdOf('x'), look));
    await until(() => looks === 10);
    answer = 'there';
    await leader.locks.release(OWNER, held);
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => ({ found: 'there', waited: true })));
    expect(tries()).toBe(1);
    expect(await bench.rows(leader)).toEqual([]);
  });

  it('given up without an answer goes to one of those who wait', async () => {
    const [leader, follower] = await bench.openTwo();
    const held = await bench.hold(leader);
    const second = await bench.waitFor(follower);
    await leader.locks.release(OWNER, held);
    expect((await second.lock).holder).not.toBe(held.holder);
  });

  it('is nothing that its last holder can take from the next one', async () => {
    const modules = await bench.open();
    const first = await bench.hold(modules);
    await modules.locks.release(OWNER, first);
    const second = await bench.hold(modules);
    await modules.locks.release(OWNER, first);
    await modules.locks.release(OWNER, first, { outcome: { done: 1 }, forMs: HOUR_MS });
    expect(await bench.rows(modules)).toMatchObject([{ holder: second.holder }]);
  });

  it('of the same request keeps the first outcome, also that of a holder who was late', async () => {
    const [late, other] = await bench.openTwoProcesses();
    const same = { fingerprint: 'f'.repeat(64) };
    const first = { ...(await bench.hold(late)), ...same };
    bench.clock.advance(LEASE_MS + 1);
    const answer = await other.locks.holdOrFind(OWNER, { ...lockIdOf('x'), ...same }, () => Promise.resolve(null));
    if (!('held' in answer)) throw new Error('it is not taken over');
    await late.locks.release(OWNER, first, { outcome: { done: 'first' }, forMs: HOUR_MS });
    await other.locks.release(OWNER, answer.held, { outcome: { done: 'second' }, forMs: HOUR_MS });
    expect(await bench.rows(late)).toMatchObject([{ holder: null, outcome: '{"done":"first"}' }]);
  });

  it('is kept by its holder, and by nobody who has lost it', async () => {
    const [first, second] = await bench.openTwoProcesses();
    const lost = await bench.hold(first);
    expect(await first.locks.keep(OWNER, lost, 'what it is at')).toBe(true);
    expect(await second.locks.isHeld(OWNER, lost.id, 'what it is at')).toBe(true);
    bench.clock.advance(LEASE_MS + 1);
    expect(await second.locks.isHeld(OWNER, lost.id, 'what it is at')).toBe(false);
    const held = await bench.hold(second);
    expect(await first.locks.keep(OWNER, lost, 'what it is at')).toBe(false);
    expect(await first.locks.isHeld(OWNER, lost.id, 'what it is at')).toBe(false);
    expect(await second.locks.keep(OWNER, held, 'something else')).toBe(true);
  });

  it('is taken over only when the lease of its holder has run out', async () => {
    const [dead, other] = await bench.openTwoProcesses();
    await bench.hold(dead);
    const takeover = await bench.waitFor(other);
    bench.clock.advance(LEASE_MS);
    expect(await other.locks.holdIfFree(OWNER, lockIdOf('x'))).toBeNull();
    // The clock moves, not the timer of who waits: something has to wake it up.
    bench.clock.advance(1);
    await other.locks.release(OWNER, { ...lockIdOf('x'), holder: 'nobody' });
    await takeover.lock;
  });

  it('is not taken over from a process that lives', async () => {
    const [leader, other] = await bench.openTwo();
    await bench.hold(leader);
    for (let round = 0; round < 3; round += 1) {
      bench.clock.advance(LEASE_MS - 1);
      await leader.locks.round();
    }
    expect(await other.locks.holdIfFree(OWNER, lockIdOf('x'))).toBeNull();
  });

  it('is not taken over, called over or forgotten by its own process, which stood still for longer than the lease', async () => {
    const modules = await bench.open();
    const held = await bench.hold(modules);
    await modules.locks.keep(OWNER, held, 'what it is at');
    const waiting = await bench.waitFor(modules);
    const tries = bench.countTries(modules);
    bench.clock.advance(HOUR_MS);
    expect(await modules.locks.isHeld(OWNER, held.id, 'what it is at')).toBe(true);
    expect(await modules.locks.holdIfFree(OWNER, lockIdOf('x'))).toBeNull();
    // A wake-up without a cause: who waits finds it held, and does not ask again and again.
    await modules.locks.release(OWNER, { ...lockIdOf('x'), holder: 'nobody' });
    await until(() => tries() === 2);
    for (let look = 0; look < 20; look += 1) await modules.locks.find(OWNER, held.id);
    const renewing = modules.locks.round();
    bench.clock.advance(HOUR_MS);
    await renewing;
    expect(await bench.rows(modules)).toMatchObject([{ holder: held.holder }]);
    // On PostgreSQL it is woken twice, by this process and by the database.
    expect(tries()).toBeLessThanOrEqual(3);
    await modules.locks.release(OWNER, held);
    expect((await waiting.lock).holder).not.toBe(held.holder);
  });

  it.each([24 * HOUR_MS, 5 * 60_000])(
    'is free at once where a process whose clock was %i ms ahead died with it',
    async (aheadMs) => {
      const modules = await bench.open();
      bench.clock.advance(aheadMs);
      const dead = await bench.open();
      await bench.hold(dead, 'x');
      await bench.hold(dead, 'y');
      await dead.close();
      bench.clock.advance(-aheadMs);
      expect(await modules.locks.isHeld(OWNER, lockIdOf('x').id, '')).toBe(false);
      await bench.hold(modules, 'x');
      await modules.locks.round();
      expect((await bench.rows(modules)).map(({ id }) => id)).toEqual([lockIdOf('x').id]);
    },
  );

  it('is not free because the clock of its holder is a little ahead, nor is an outcome forgotten that was noted by such a clock', async () => {
    const modules = await bench.open();
    bench.clock.advance(59_000);
    const other = await bench.open();
    await bench.hold(other, 'x');
    bench.clock.advance(24 * HOUR_MS);
    await other.locks.release(OWNER, await bench.hold(other, 'y'), { outcome: { done: 1 }, forMs: HOUR_MS });
    bench.clock.advance(-24 * HOUR_MS - 59_000);
    await modules.locks.round();
    expect(await modules.locks.holdIfFree(OWNER, lockIdOf('x'))).toBeNull();
    expect(await modules.locks.find(OWNER, lockIdOf('y').id)).toMatchObject({ outcome: { done: 1 } });
  });

  it('that nobody here works on ends with its lease, although the process lives', async () => {
    const modules = await bench.open();
    modules.faults.commits.push('loses its answer', 'fails');
    await expect(bench.hold(modules)).rejects.toThrow(DatabaseUnavailableError);
    await until(() => modules.faults.commits.length === 0);
    expect(await bench.rows(modules)).toHaveLength(1);
    bench.clock.advance(LEASE_MS + 1);
    await modules.locks.round();
    expect(await bench.rows(modules)).toEqual([]);
  });

  it('that could not be given up ends with its lease', async () => {
    const modules = await bench.open();
    const held = await bench.hold(modules);
    modules.faults.isDown = true;
    await modules.locks.during(OWNER, held, async () => undefined);
    modules.faults.isDown = false;
    bench.clock.advance(LEASE_MS + 1);
    await modules.locks.round();
    await bench.hold(modules);
  });

  it('is given up by the next holder, who finds the answer that the last one has just left', async () => {
    const modules = await bench.open();
    const answer = await modules.locks.holdOrFind(OWNER, lockIdOf('x'), () => Promise.resolve('there'));
    expect(answer).toEqual({ found: 'there', waited: false });
    expect(await bench.rows(modules)).toEqual([]);
  });

  it('is given up when the look that follows fails', async () => {
    const modules = await bench.open();
    const failing = modules.locks.holdOrFind(OWNER, lockIdOf('x'), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await bench.rows(modules)).toEqual([]);
  });

  it('concluded in a transaction that is rolled back is still held', async () => {
    const modules = await bench.open();
    const held = await bench.hold(modules);
    const failing = modules.unitOfWork.run(async () => {
      await modules.locks.release(OWNER, held, { outcome: { done: 1 }, forMs: HOUR_MS });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    bench.clock.advance(LEASE_MS - 1);
    await modules.locks.round();
    bench.clock.advance(LEASE_MS - 1);
    expect(await modules.locks.find(OWNER, held.id)).toMatchObject({ holder: held.holder, outcome: null });
  });

  it.each(['ends', 'fails'])('is released when the work that it was taken for %s', async (how) => {
    const modules = await bench.open();
    const work = modules.locks.during(OWNER, await bench.hold(modules), async () => {
      expect(await bench.rows(modules)).toHaveLength(1);
      if (how === 'fails') throw new Error('no');
    });
    await (how === 'fails' ? expect(work).rejects.toThrow('no') : work);
    expect(await bench.rows(modules)).toEqual([]);
  });

  it('is held for as long as work goes on that its caller was told of as failed', async () => {
    const modules = await bench.open();
    const held = await bench.hold(modules);
    let end: () => void = () => undefined;
    const unfinished = new Promise<void>((resolve) => (end = resolve));
    const told = new AnswerNotStoredYetError({ kind: 'analysis', subjectId: 'x' }, unfinished);
    await expect(modules.locks.during(OWNER, held, () => Promise.reject(told))).rejects.toBe(told);
    expect(await bench.rows(modules)).toMatchObject([{ holder: held.holder }]);
    end();
    await until(async () => (await bench.rows(modules)).length === 0);
  });

  it('that is released by the work, in its transaction, is not touched again', async () => {
    const modules = await bench.open();
    const held = await bench.hold(modules);
    const outcome = { outcome: { done: 1 }, forMs: HOUR_MS };
    const work = modules.locks.during(OWNER, held, async () => {
      await modules.unitOfWork.run(() => modules.locks.release(OWNER, held, outcome));
      modules.faults.isDown = true;
    });
    await work;
    modules.faults.isDown = false;
    expect(await modules.locks.find(OWNER, held.id)).toMatchObject({ holder: null, outcome: { done: 1 } });
  });

  it('is waited for no longer than its caller wants', async () => {
    const modules = await bench.open();
    await bench.hold(modules);
    expect(await modules.locks.holdWithin(OWNER, lockIdOf('x'), 0)).toBeNull();
    expect(await modules.locks.holdWithin(OWNER, lockIdOf('x'), 1)).toBeNull();
    const left = AbortSignal.abort(new Error('the user left'));
    await expect(modules.locks.holdWithin(OWNER, { ...lockIdOf('x'), signal: left }, HOUR_MS)).rejects.toThrow('left');
  });
});
