import { IdempotencyKeyReusedError } from '../../src/completions/index.js';
import { ClaudeFailedError, ClaudeRejectedError } from '../../src/claude/index.js';
import { AppError } from '../../src/common/index.js';
import { LocksBench, OWNER } from '../support/locks-bench.js';
import { LEASE_MS, type LibraryModules, until } from '../support/library-modules.js';

const HOUR_MS = 3_600_000;
const bench = new LocksBench();

describe('an idempotency key', () => {
  const request = (content: unknown = 'body', key = 'key-1') => ({ key, content });

  interface Outcome {
    readonly n: number;
  }

  /** Work that counts how often it is done. @param held until when it goes on */
  function counter(modules: LibraryModules, end: (n: number) => Error | null = () => null, held = Promise.resolve()) {
    const done: number[] = [];
    const once = (what = request(), owner = OWNER) =>
      modules.idempotency.once<Outcome, string>(owner, what, {
        perform: async (recorder) => {
          const n = done.push(done.length + 1);
          await held;
          const error = end(n);
          if (error) throw error;
          await recorder.succeeded({ n });
          return `answer ${n}`;
        },
        recall: ({ n }) => Promise.resolve(`answer ${n}`),
      });
    return { done, once };
  }

  it('does the work once and answers every repeat with its outcome', async () => {
    const { done, once } = counter(await bench.open());
    expect(await once()).toEqual({ value: 'answer 1', replayed: false });
    expect(await once()).toEqual({ value: 'answer 1', replayed: true });
    expect(done).toHaveLength(1);
  });

  it('does the work once for many repeats at the same time, on whichever process', async () => {
    const [one, other] = await bench.openTwo();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const [here, there] = [counter(one, undefined, held), counter(other, undefined, held)];
    const haveTried = bench.haveTried(one, other);
    const repeats = Array.from({ length: 20 }, (_, index) => (index % 2 ? here : there).once());
    await haveTried(20);
    expect(here.done.length + there.done.length).toBe(1);
    release();
    const answers = await Promise.all(repeats);
    expect(here.done.length + there.done.length).toBe(1);
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set(['answer 1']));
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  it('with another body is a mistake, also while the first is under way', async () => {
    const modules = await bench.open();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = modules.idempotency.once<Outcome, string>(OWNER, request(), {
      perform: async (recorder) => {
        await held;
        await recorder.succeeded({ n: 1 });
        return 'answer';
      },
      recall: () => Promise.resolve('answer'),
    });
    await until(async () => (await bench.rows(modules)).length === 1);
    const { done, once } = counter(modules);
    await expect(once(request('another body'))).rejects.toThrow(IdempotencyKeyReusedError);
    release();
    await first;
    await expect(once(request('another body'))).rejects.toThrow(IdempotencyKeyReusedError);
    expect(done).toEqual([]);
  });

  it('belongs to its tenant', async () => {
    const { done, once } = counter(await bench.open());
    await once();
    await once(request('another body'), { tenantId: 'other', userId: 'ann' });
    expect(done).toHaveLength(2);
  });

  it('is free again after work that failed', async () => {
    const { done, once } = counter(await bench.open(), (n) => (n === 1 ? new ClaudeFailedError('down') : null));
    await expect(once()).rejects.toThrow('down');
    expect(await once()).toEqual({ value: 'answer 2', replayed: false });
    expect(done).toHaveLength(2);
  });

  it('remembers an error that is the request’s own doing', async () => {
    const rejected = new ClaudeRejectedError('no such model', {
      requestId: 'req_1',
      errors: [{ field: 'model', message: 'x' }],
    });
    const { done, once } = counter(await bench.open(), () => rejected);
    await expect(once()).rejects.toBe(rejected);
    const again = (await once().catch((error: unknown) => error)) as AppError;
    expect(again).toBeInstanceOf(AppError);
    expect(again).toMatchObject({
      code: 'validation_failed',
      kind: 'invalid',
      title: rejected.title,
      message: 'no such model',
      detail: { requestId: 'req_1', errors: [{ field: 'model', message: 'x' }] },
    });
    expect(done).toHaveLength(1);
  });

  it('remembers an error that was paid for', async () => {
    const modules = await bench.open();
    const perform = jest.fn(async (recorder: { failed(error: AppError): Promise<void> }) => {
      const error = new ClaudeFailedError('cut off');
      await recorder.failed(error);
      throw error;
    });
    const once = () =>
      modules.idempotency.once<Outcome, string>(OWNER, request(), { perform, recall: () => Promise.resolve('none') });
    await expect(once()).rejects.toMatchObject({ code: 'claude_error' });
    await expect(once()).rejects.toMatchObject({ code: 'claude_error', message: 'cut off' });
    expect(perform).toHaveBeenCalledTimes(1);
  });

  it('is free again when what it remembers was rolled back', async () => {
    const modules = await bench.open();
    const { once } = counter(modules);
    const failing = modules.idempotency.once<Outcome, string>(OWNER, request(), {
      perform: (recorder) =>
        modules.unitOfWork.run(async () => {
          await recorder.succeeded({ n: 7 });
          throw new Error('rolled back');
        }),
      recall: () => Promise.resolve('none'),
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await once()).toEqual({ value: 'answer 1', replayed: false });
  });

  it('of a process that died is free after its lease', async () => {
    const [dead, other] = await bench.openTwoProcesses();
    const never = dead.idempotency.once<Outcome, string>(OWNER, request(), {
      perform: () => new Promise(() => undefined),
      recall: () => Promise.resolve('none'),
    });
    void never;
    await until(async () => (await bench.rows(other)).length === 1);
    bench.clock.advance(LEASE_MS + 1);
    expect(await counter(other).once()).toEqual({ value: 'answer 1', replayed: false });
  });

  it('is remembered for 48 hours, and not for longer', async () => {
    const modules = await bench.open();
    const { done, once } = counter(modules);
    await once();
    bench.clock.advance(48 * HOUR_MS);
    await modules.locks.round();
    expect((await once()).replayed).toBe(true);
    bench.clock.advance(1);
    expect(await once()).toEqual({ value: 'answer 2', replayed: false });
    expect(done).toHaveLength(2);
  });

  it('may be used for another request once it is forgotten', async () => {
    const modules = await bench.open();
    const { once } = counter(modules);
    await once();
    bench.clock.advance(48 * HOUR_MS + 1);
    expect(await once(request('another body'))).toEqual({ value: 'answer 2', replayed: false });
  });

  it('survives a restart', async () => {
    const first = await bench.open();
    await counter(first).once(request('body', 'key-2'));
    await first.close();
    const { done, once } = counter(await bench.open());
    expect(await once(request('body', 'key-2'))).toEqual({ value: 'answer 1', replayed: true });
    expect(done).toEqual([]);
  });
});
