import { Semaphore } from './semaphore.js';

const of = (name: string) => ({ tenantId: name[0] ?? '', userId: name });

describe('a semaphore', () => {
  /** Takes the only slot. @returns a function that gives it back, and one that has work wait and note its name when it is done */
  async function occupied() {
    const semaphore = new Semaphore({ slots: 1 });
    const leave = await semaphore.take();
    const done: string[] = [];
    const run = (name: string, isAhead = false) =>
      semaphore.run(() => Promise.resolve(void done.push(name)), { owner: of(name), isAhead });
    return { leave, done, run };
  }

  it('lets work go first that others rely on, and the rest of one user in the order it came', async () => {
    const { leave, done, run } = await occupied();
    const all = [run('a'), run('b'), run('sign of life', true), run('c')];
    leave();
    await Promise.all(all);
    expect(done).toEqual(['sign of life', 'a', 'b', 'c']);
  });

  it('lets tenants take turns, then their users, however much work one of them has', async () => {
    const { leave, done, run } = await occupied();
    const all = ['a1', 'a1', 'a1', 'a2', 'b1', 'b1'].map((name) => run(name));
    leave();
    await Promise.all(all);
    expect(done).toEqual(['a1', 'b1', 'a2', 'b1', 'a1', 'a1']);
  });

  it('begins work at once where a slot is free', () => {
    const semaphore = new Semaphore({ slots: 1 });
    let hasBegun = false;
    void semaphore.run(async () => void (hasBegun = true));
    expect(hasBegun).toBe(true);
  });

  it('has all slots free in the end, also after work that failed', async () => {
    const semaphore = new Semaphore({ slots: 2 });
    const work = [1, 2, 3, 4, 5].map((n) =>
      semaphore
        .run(() => (n % 2 ? Promise.reject(new Error('no')) : Promise.resolve(n)), { isAhead: n === 3 })
        .catch(() => 0),
    );
    expect(await Promise.all(work)).toEqual([0, 2, 0, 4, 0]);
    expect([semaphore.inUse, semaphore.waiting]).toEqual([0, 0]);
  });

  it('gives an owner no more than its share, and others what is left', async () => {
    const semaphore = new Semaphore({ slots: 4, slotsPerTenant: 3, slotsPerUser: 2 });
    const leaves = await Promise.all(['a1', 'a1', 'a2'].map((name) => semaphore.take({ owner: of(name) })));
    const isFree = () => ['a1', 'a2', 'a3', 'b1'].map((name) => semaphore.isFree(of(name)));
    expect(isFree()).toEqual([false, false, false, true]);
    leaves[0]?.();
    expect(isFree()).toEqual([true, true, true, true]);
  });

  it('ends a wait that is too long with the error of its user, and no sooner', async () => {
    jest.useFakeTimers();
    try {
      const timedOut = ({ userId }: { readonly userId: string }) => new Error(`${userId} waited too long`);
      const semaphore = new Semaphore({ slots: 1, maxWaitMs: 30_000, timedOut });
      await semaphore.take();
      let outcome = 'waits';
      const waiting = semaphore.take({ owner: of('a1') }).catch((error: Error) => (outcome = error.message));
      await jest.advanceTimersByTimeAsync(29_999);
      expect(outcome).toBe('waits');
      await jest.advanceTimersByTimeAsync(1);
      await waiting;
      expect([outcome, semaphore.waiting, jest.getTimerCount()]).toEqual(['a1 waited too long', 0, 0]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends a wait whose signal aborts, which then holds no place', async () => {
    const semaphore = new Semaphore({ slots: 1 });
    const leave = await semaphore.take();
    const leaving = new AbortController();
    const abandoned = semaphore.take({ signal: leaving.signal });
    const reason = new Error('the user left');
    leaving.abort(reason);
    await expect(abandoned).rejects.toBe(reason);
    leave();
    expect([semaphore.inUse, semaphore.waiting]).toEqual([0, 0]);
  });
});
