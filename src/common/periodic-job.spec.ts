import type { LoggerService } from '@nestjs/common';
import { SystemClock } from './clock.js';
import { Logs } from './logs.js';
import { type MayContinue, type PeriodicJob, type PeriodicJobOptions, PeriodicJobs } from './periodic-job.js';

const EVERY_MS = 1_000;

/** Work that each test ends itself. */
class Work {
  begun = 0;
  private readonly open: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];

  readonly do = (): Promise<void> => {
    this.begun += 1;
    return new Promise((resolve, reject) => this.open.push({ resolve, reject }));
  };

  finish(): void {
    this.open.shift()?.resolve();
  }

  fail(error: Error): void {
    this.open.shift()?.reject(error);
  }
}

/** A lease that this process or another one has. */
class OneLease {
  holder: 'here' | 'elsewhere' | null = null;
  writes = 0;

  hold(): Promise<boolean> {
    this.writes += 1;
    this.holder ??= 'here';
    return Promise.resolve(this.holder === 'here');
  }

  letGo(): Promise<void> {
    this.holder = null;
    return Promise.resolve();
  }
}

describe('a periodic job', () => {
  let lines: string[];
  const clock = new SystemClock();
  let jobs: PeriodicJobs;

  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
    const log = (line: string): void => void lines.push(line);
    const logger = { log, warn: log, error: log } as LoggerService;
    jobs = new PeriodicJobs(clock, new Logs({ logger }));
  });
  afterEach(() => jest.useRealTimers());

  function add(options: Partial<PeriodicJobOptions> & Pick<PeriodicJobOptions, 'work'>): PeriodicJob {
    return jobs.add({ name: 'sweep', everyMs: EVERY_MS, ...options });
  }

  it('first runs after one interval, then after each', async () => {
    const work = jest.fn(() => Promise.resolve());
    add({ work });
    jobs.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(EVERY_MS - 1);
    expect(work).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1 + 2 * EVERY_MS);
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('never runs twice at once: intervals pass it by, and a run that is asked for waits', async () => {
    const work = new Work();
    const job = add({ work: work.do });
    jobs.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(3 * EVERY_MS);
    expect(work.begun).toBe(1);
    const asked = [job.run(), job.run()];
    await jest.advanceTimersByTimeAsync(0);
    expect(work.begun).toBe(1);
    for (const begun of [2, 3]) {
      work.finish();
      await jest.advanceTimersByTimeAsync(0);
      expect(work.begun).toBe(begun);
    }
    work.finish();
    await Promise.all(asked);
  });

  it('goes on after a failure, and logs the class of the error once until it runs again, without its message', async () => {
    let isDown = true;
    const work = (): Promise<void> => (isDown ? Promise.reject(new RangeError('a secret')) : Promise.resolve());
    const job = add({ work });
    jobs.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(3 * EVERY_MS);
    expect(job.hasFailed).toBe(true);
    isDown = false;
    await jest.advanceTimersByTimeAsync(2 * EVERY_MS);
    expect(lines).toEqual(['the job sweep failed (RangeError); it is tried again', 'the job sweep runs again']);
    expect(job.hasFailed).toBe(false);
  });

  it('counts its runs, and keeps when one last succeeded and how long the last one took', async () => {
    const work = new Work();
    const job = add({ work: work.do });
    expect([job.runs, job.lastSuccessAt, job.lastDurationMs]).toEqual([{ succeeded: 0, failed: 0 }, null, null]);
    const first = job.run();
    await jest.advanceTimersByTimeAsync(250);
    work.finish();
    await first;
    const then = clock.now();
    await jest.advanceTimersByTimeAsync(60_000);
    const second = job.run();
    await jest.advanceTimersByTimeAsync(100);
    work.fail(new Error('no'));
    await expect(second).rejects.toThrow('no');
    expect([job.runs, job.lastSuccessAt, job.lastDurationMs]).toEqual([{ succeeded: 1, failed: 1 }, then, 100]);
  });

  it('is neither run nor shown where it is off, but runs when it is asked for', async () => {
    const work = jest.fn(() => Promise.resolve());
    const job = add({ work, isOn: false });
    jobs.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    expect([work.mock.calls.length, jobs.all]).toEqual([0, []]);
    await job.run();
    expect(work).toHaveBeenCalledTimes(1);
  });

  describe('that needs a lease', () => {
    const steps = async (mayContinue: MayContinue, count: number): Promise<number> => {
      let done = 0;
      while (done < count && (await mayContinue())) done += 1;
      return done;
    };

    it('does nothing while another process has it', async () => {
      const store = new OneLease();
      store.holder = 'elsewhere';
      const done: number[] = [];
      const job = add({
        lease: { store, forMs: 3_000 },
        work: async (mayContinue) => void done.push(await steps(mayContinue, 5)),
      });
      await job.run();
      store.holder = null;
      await job.run();
      expect(done).toEqual([0, 5]);
    });

    it('writes it at the first step of each run, and again after a third of its term', async () => {
      const store = new OneLease();
      const job = add({
        lease: { store, forMs: 3_000 },
        work: async (mayContinue) => {
          await steps(mayContinue, 5);
          await jest.advanceTimersByTimeAsync(1_000);
          await steps(mayContinue, 5);
        },
      });
      await job.run();
      expect(store.writes).toBe(2);
      await job.run();
      expect(store.writes).toBe(4);
    });

    it('goes no further once the process stops, and gives the lease up', async () => {
      const store = new OneLease();
      const seen: boolean[] = [];
      const work = new Work();
      const job = add({
        lease: { store, forMs: 3_000 },
        work: async (mayContinue) => {
          seen.push(await mayContinue());
          await work.do();
          seen.push(await mayContinue());
        },
      });
      const run = job.run();
      await jest.advanceTimersByTimeAsync(0);
      await jobs.beforeApplicationShutdown();
      expect(store.holder).toBeNull();
      work.finish();
      await run;
      expect(seen).toEqual([true, false]);
    });
  });

  describe('when the process stops', () => {
    async function stopping(stop: PeriodicJobOptions['stop']) {
      const work = new Work();
      add({ work: work.do, ...(stop && { stop }) });
      jobs.onApplicationBootstrap();
      await jest.advanceTimersByTimeAsync(EVERY_MS);
      let isStopped = false;
      const stopped = jobs.beforeApplicationShutdown().then(() => (isStopped = true));
      await jest.advanceTimersByTimeAsync(0);
      return { work, stopped, isStopped: () => isStopped };
    }

    it('begins no further run', async () => {
      const { work, isStopped } = await stopping('at-once');
      expect(isStopped()).toBe(true);
      work.finish();
      await jest.advanceTimersByTimeAsync(3 * EVERY_MS);
      expect(work.begun).toBe(1);
    });

    it('is waited for where it must not be cut off', async () => {
      const { work, stopped, isStopped } = await stopping('after-run');
      expect(isStopped()).toBe(false);
      work.finish();
      await stopped;
    });

    it('goes on until the last request is answered where requests rely on it', async () => {
      const { work } = await stopping('last');
      work.finish();
      await jest.advanceTimersByTimeAsync(EVERY_MS);
      expect(work.begun).toBe(2);
      await jobs.onApplicationShutdown();
      work.finish();
      await jest.advanceTimersByTimeAsync(3 * EVERY_MS);
      expect(work.begun).toBe(2);
    });
  });
});
