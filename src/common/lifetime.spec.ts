import { Lifetime, ShuttingDownError } from './lifetime.js';

describe('a signal of both the caller and the process', () => {
  it.each(['caller', 'process'])('aborts with the %s, and has its reason', async (who) => {
    const lifetime = new Lifetime();
    const caller = new AbortController();
    const reason = new Error('the user left');
    await lifetime.either(caller.signal, async (signal) => {
      expect(signal.aborted).toBe(false);
      if (who === 'caller') caller.abort(reason);
      else lifetime.cut();
      expect(signal.aborted).toBe(true);
      if (who === 'caller') expect(signal.reason).toBe(reason);
      else expect(signal.reason).toBeInstanceOf(ShuttingDownError);
    });
  });

  it('is aborted from the start where one of them is', async () => {
    const lifetime = new Lifetime();
    lifetime.cut();
    await lifetime.either(undefined, async (signal) => expect(signal.reason).toBeInstanceOf(ShuttingDownError));
    const left = AbortSignal.abort(new Error('gone'));
    await new Lifetime().either(left, async (signal) => expect(signal.reason).toBe(left.reason));
  });

  it('keeps the reason of the first', async () => {
    const lifetime = new Lifetime();
    const caller = new AbortController();
    await lifetime.either(caller.signal, async (signal) => {
      lifetime.cut();
      caller.abort(new Error('too late'));
      expect(signal.reason).toBeInstanceOf(ShuttingDownError);
    });
  });

  it.each(['done', 'failed'])('removes both listeners when the work is %s', async (how) => {
    const lifetime = new Lifetime();
    const caller = new AbortController();
    const spies = [caller.signal, lifetime.signal].map((signal) => ({
      added: jest.spyOn(signal, 'addEventListener'),
      removed: jest.spyOn(signal, 'removeEventListener'),
    }));
    const work = lifetime.either(caller.signal, async () => {
      if (how === 'failed') throw new Error('no');
    });
    await work.catch(() => undefined);
    for (const { added, removed } of spies) {
      expect(added).toHaveBeenCalledTimes(1);
      expect(removed.mock.calls[0]?.slice(0, 2)).toEqual(added.mock.calls[0]?.slice(0, 2));
    }
  });

  it('can be used by a thousand requests at once without a warning', async () => {
    const warned = jest.fn();
    process.on('warning', warned);
    const lifetime = new Lifetime();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const all = Array.from({ length: 1_000 }, () => lifetime.either(undefined, () => held));
    release();
    await Promise.all(all);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('the work to finish before the process ends', () => {
  it('is waited for, also what begins meanwhile, and however it ends', async () => {
    const lifetime = new Lifetime();
    const seen: string[] = [];
    let release: () => void = () => undefined;
    const second = new Promise<void>((resolve) => (release = resolve)).then(() => void seen.push('second'));
    const first = lifetime.track(Promise.reject(new Error('no')));
    first.catch(() => void lifetime.track(second));
    const idle = lifetime.whenIdle().then(() => seen.push('idle'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
    release();
    await idle;
    expect(seen).toEqual(['second', 'idle']);
  });

  it('is none at the start', async () => {
    await expect(new Lifetime().whenIdle()).resolves.toBeUndefined();
  });
});
