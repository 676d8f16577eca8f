import type { AppError, Leave } from '../common/index.js';
import { ClaudeOverloadedError, TooManyCallsError } from './claude.errors.js';
import { ConcurrencyGate } from './concurrency-gate.js';

const LIMITS = { maxConcurrency: 2, maxQueued: 3, maxQueueMs: 1_000 };

async function fullGate(limits = LIMITS): Promise<{ gate: ConcurrencyGate; leaves: Leave[] }> {
  const gate = new ConcurrencyGate(limits);
  const leaves: Leave[] = [];
  while (gate.inFlight < limits.maxConcurrency) leaves.push(await gate.enter());
  return { gate, leaves };
}

/** Lets every promise that is already settled be heard. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(() => queueMicrotask(resolve)));

describe('the concurrency gate, shared by tenants and users', () => {
  const SHARES = {
    maxConcurrency: 4,
    maxConcurrencyPerTenant: 3,
    maxConcurrencyPerUser: 2,
    maxQueued: 8,
    maxQueueMs: 1_000,
  };
  const of = (name: string) => ({ tenantId: name[0] ?? '', userId: name });

  /** @returns a function that has so many of the user's calls ask for a slot, and the names of those that got one, in order */
  function open(limits = SHARES) {
    const gate = new ConcurrencyGate(limits);
    const admitted: string[] = [];
    const leaves: Leave[] = [];
    const refused: string[] = [];
    const enter = async (name: string, count = 1): Promise<void> => {
      for (let n = 0; n < count; n += 1)
        void gate.enter(undefined, of(name)).then(
          (leave) => {
            admitted.push(name);
            leaves.push(leave);
          },
          (error: AppError) => refused.push(`${name} ${error.code}`),
        );
      await settled();
    };
    const leave = async (index: number) => (leaves[index]?.(), settled());
    return { gate, admitted, refused, enter, leave };
  }

  it('keeps slots for others, however many one user and one tenant ask for', async () => {
    const { admitted, enter } = open();
    await enter('a1', 4);
    expect(admitted).toEqual(['a1', 'a1']);
    await enter('a2', 2);
    expect(admitted).toEqual(['a1', 'a1', 'a2']);
    await enter('b1');
    expect(admitted).toEqual(['a1', 'a1', 'a2', 'b1']);
  });

  it('gives a slot that is free to the tenants in turn, and to the users of each in turn', async () => {
    const { admitted, enter, leave } = open({ ...SHARES, maxConcurrency: 1, maxQueued: 20 });
    await enter('a1', 3);
    await enter('a2');
    await enter('b1', 2);
    for (let n = 0; n < 6; n += 1) await leave(n);
    expect(admitted).toEqual(['a1', 'a1', 'b1', 'a2', 'b1', 'a1']);
  });

  it('passes over who has its share, and serves it once it has less', async () => {
    const { admitted, enter, leave } = open();
    await enter('a1', 3);
    await enter('b1', 2);
    await enter('c1');
    await leave(2);
    expect(admitted).toEqual(['a1', 'a1', 'b1', 'b1', 'c1']);
    await leave(0);
    expect(admitted).toEqual(['a1', 'a1', 'b1', 'b1', 'c1', 'a1']);
  });

  it('refuses who has its share of the places to wait, and lets others wait', async () => {
    const { gate, admitted, refused, enter } = open();
    await enter('a1', 7);
    expect([gate.waiting, refused]).toEqual([4, ['a1 rate_limited']]);
    await enter('a2', 4);
    expect([gate.waiting, refused]).toEqual([6, ['a1 rate_limited', 'a2 rate_limited']]);
    expect(() => gate.refuseIfFull(of('a2'))).toThrow(TooManyCallsError);
    expect(() => gate.refuseIfFull(of('b1'))).not.toThrow();
    await enter('b1', 4);
    expect([admitted.at(-1), gate.waiting]).toEqual(['b1', 8]);
    await enter('c1');
    expect(refused.at(-1)).toBe('c1 claude_overloaded');
  });

  it('says after the longest wait whether the share or the slots were used up', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    try {
      const { refused, enter } = open();
      await enter('a1', 3);
      await enter('b1', 2);
      await enter('c1');
      jest.advanceTimersByTime(1_000);
      await settled();
      expect(refused.sort()).toEqual(['a1 rate_limited', 'c1 claude_overloaded']);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('the concurrency gate', () => {
  it('never runs more calls than allowed, and runs all of them', async () => {
    const gate = new ConcurrencyGate({ ...LIMITS, maxQueued: 100 });
    let most = 0;
    const done = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        gate.run(async () => {
          most = Math.max(most, gate.inFlight);
          await settled();
          return index;
        }),
      ),
    );
    expect({ most, done: done.length, inFlight: gate.inFlight, waiting: gate.waiting }).toEqual({
      most: 2,
      done: 50,
      inFlight: 0,
      waiting: 0,
    });
  });

  it('serves those who wait in the order they came', async () => {
    const { gate, leaves } = await fullGate();
    const order: string[] = [];
    const waiters = ['a', 'b', 'c'].map((name) => gate.run(async () => void order.push(name)));
    leaves.forEach((leave) => leave());
    await Promise.all(waiters);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('lets no newcomer pass those who wait', async () => {
    const { gate, leaves } = await fullGate({ ...LIMITS, maxConcurrency: 1 });
    const order: string[] = [];
    const first = gate.run(async () => void order.push('waiter'));
    leaves[0]?.();
    const second = gate.run(async () => void order.push('newcomer'));
    await Promise.all([first, second]);
    expect(order).toEqual(['waiter', 'newcomer']);
  });

  it('gives the slot back when the work fails, also when it throws at once', async () => {
    const gate = new ConcurrencyGate(LIMITS);
    await expect(gate.run(() => Promise.reject(new Error('late')))).rejects.toThrow('late');
    const throwing = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(gate.run(throwing)).rejects.toThrow('at once');
    expect(gate.inFlight).toBe(0);
  });

  it('counts a slot given back twice once', async () => {
    const { gate, leaves } = await fullGate();
    leaves[0]?.();
    leaves[0]?.();
    expect(gate.inFlight).toBe(1);
  });

  it('refuses at once, with a time to come back, when the queue is full', async () => {
    const { gate, leaves } = await fullGate();
    const waiters = [gate.enter(), gate.enter(), gate.enter()];
    const refused = gate.enter();
    await expect(refused).rejects.toThrow(ClaudeOverloadedError);
    await expect(refused).rejects.toMatchObject({ kind: 'unavailable', detail: { retryAfterSeconds: 5 } });
    leaves.forEach((leave) => leave());
    (await Promise.all(waiters.slice(0, 2))).forEach((leave) => leave());
    (await waiters[2])?.();
    expect(gate.inFlight).toBe(0);
  });

  it('refuses a waiter after the longest wait, and then does not hold its place', async () => {
    jest.useFakeTimers();
    try {
      const { gate } = await fullGate();
      const waiter = gate.enter();
      jest.advanceTimersByTime(999);
      expect(gate.waiting).toBe(1);
      jest.advanceTimersByTime(1);
      await expect(waiter).rejects.toThrow(ClaudeOverloadedError);
      expect(gate.waiting).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves no timer behind when a waiter was served or gave up', async () => {
    jest.useFakeTimers();
    try {
      const { gate, leaves } = await fullGate();
      const leaving = new AbortController();
      const abandoned = gate.enter(leaving.signal);
      const served = gate.enter();
      leaving.abort();
      await expect(abandoned).rejects.toThrow();
      leaves[0]?.();
      await served;
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('lets an aborted waiter go at once with the reason, and serves the next one', async () => {
    const { gate, leaves } = await fullGate({ ...LIMITS, maxConcurrency: 1 });
    const leaving = new AbortController();
    const reason = new Error('the user left');
    const abandoned = gate.enter(leaving.signal);
    const next = gate.enter();
    leaving.abort(reason);
    expect(gate.waiting).toBe(1);
    await expect(abandoned).rejects.toBe(reason);
    leaves[0]?.();
    (await next)();
    expect(gate.inFlight).toBe(0);
  });

  it('does not begin work for a signal that was aborted before', async () => {
    const gate = new ConcurrencyGate(LIMITS);
    const reason = new Error('the user left');
    const work = jest.fn(() => Promise.resolve());
    await expect(gate.run(work, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(work).not.toHaveBeenCalled();
    expect(gate.inFlight).toBe(0);
  });
});
