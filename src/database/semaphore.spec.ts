import { Semaphore } from './semaphore.js';

describe('semaphore', () => {
  it('let go first what must be in time, whoever waits; everybody else in the order they came', async () => {
    const lanes = new Semaphore(1);
    const done: string[] = [];
    let open = (): void => undefined;
    const first = lanes.enter(() => new Promise<void>((resolve) => (open = resolve)));
    const enter = (name: string, isAhead?: boolean) =>
      lanes.enter(() => Promise.resolve(void done.push(name)), isAhead);
    const others = [enter('one'), enter('two'), enter('sign of life', true), enter('three')];
    open();
    await Promise.all([first, ...others]);
    expect(done).toEqual(['sign of life', 'one', 'two', 'three']);
  });

  it('are taken in turn by those who wait, however many jobs one of them has', async () => {
    const lanes = new Semaphore(1, null);
    const done: string[] = [];
    let open = (): void => undefined;
    const first = lanes.enter(() => new Promise<void>((resolve) => (open = resolve)));
    const enter = (name: string) =>
      lanes.enter(
        () => Promise.resolve(void done.push(name)),
        false,
        () => ({ tenantId: name[0] ?? '', userId: name }),
      );
    const all = ['a1', 'a1', 'a1', 'a2', 'b1', 'b1'].map(enter);
    open();
    await Promise.all([first, ...all]);
    expect(done).toEqual(['a1', 'b1', 'a2', 'b1', 'a1', 'a1']);
  });

  it('are all free again in the end, also after a job that failed', async () => {
    const lanes = new Semaphore(2);
    const jobs = [1, 2, 3, 4, 5].map((n) =>
      lanes.enter(() => (n % 2 ? Promise.reject(new Error('no')) : Promise.resolve(n)), n === 3).catch(() => 0),
    );
    expect(await Promise.all(jobs)).toEqual([0, 2, 0, 4, 0]);
    expect(
      await Promise.all([lanes.enter(() => Promise.resolve('a')), lanes.enter(() => Promise.resolve('b'))]),
    ).toEqual(['a', 'b']);
  });

  it('are waited for for half a minute, and no longer', async () => {
    jest.useFakeTimers();
    try {
      const lanes = new Semaphore(1);
      void lanes.enter(() => new Promise(() => undefined));
      let outcome = 'waits';
      const waiting = lanes.enter(() => Promise.resolve()).catch((error: unknown) => (outcome = (error as Error).name));
      await jest.advanceTimersByTimeAsync(29_999);
      expect(outcome).toBe('waits');
      await jest.advanceTimersByTimeAsync(1);
      await waiting;
      expect(outcome).toBe('DatabaseUnavailableError');
    } finally {
      jest.useRealTimers();
    }
  });
});
