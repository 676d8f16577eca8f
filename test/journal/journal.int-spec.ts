import {
  type ClaudeReply,
  type ClaudeRequest,
  ClaudeFailedError,
  ClaudeOverloadedError,
  type StreamEnd,
} from '../../src/claude/index.js';
import { FakeClaudeClient } from '../../src/claude/testing/fake-claude-client.js';
import { ShuttingDownError } from '../../src/common/index.js';
import { FAKE_COST, JournalBench, OWNER } from '../support/journal-bench.js';
import { until } from '../support/library-modules.js';

const bench = new JournalBench();

function busy(detail: ConstructorParameters<typeof ClaudeOverloadedError>[1] = {}): ClaudeOverloadedError {
  return new ClaudeOverloadedError('full', { isTransient: true, retryAfterMs: 1, requestId: 'req_busy', ...detail });
}

describe('a call', () => {
  it('is a pending row, committed, before Claude hears of it', async () => {
    class Watched extends FakeClaudeClient {
      rows: unknown[] = [];
      override async complete(request: ClaudeRequest, signal?: AbortSignal): Promise<ClaudeReply> {
        this.rows = await bench.calls();
        return super.complete(request, signal);
      }
    }
    const claude = new Watched();
    const { callId } = await bench.ask(await bench.open({ claude }));
    expect(claude.rows).toMatchObject([
      { id: callId, status: 'pending', attempt: 1, model: 'claude-haiku-4-5', user_id: 'ann', ended_at: null },
    ]);
  });

  it('ends in the transaction of what belongs to it, with its tokens and its cost', async () => {
    const modules = await bench.open();
    const answered = await bench.ask(modules);
    bench.clock.advance(1_500);
    await bench.store(modules, answered);
    expect(await bench.calls()).toMatchObject([
      {
        status: 'succeeded',
        claude_request_id: 'req_fake_1',
        answered_model: 'claude-haiku-4-5',
        input_tokens: 10,
        output_tokens: 5,
        ended_at: bench.clock.now().toISOString(),
        error_code: null,
      },
    ]);
    expect(String((await bench.calls())[0]?.['cost_pico_usd'])).toBe(FAKE_COST);
    expect(await bench.storedAnswers()).toBe(1);
  });

  it('stays pending when what belongs to it cannot be done, and nothing of that is kept', async () => {
    const modules = await bench.open();
    const answered = await bench.ask(modules);
    const failing = modules.journal.commit(OWNER, answered, async () => {
      await bench.insertAnswer(modules, 'x');
      throw new Error('a mistake of ours');
    });
    await expect(failing).rejects.toThrow('a mistake of ours');
    expect(await bench.statuses()).toEqual(['pending']);
    expect(await bench.storedAnswers()).toBe(0);
  });

  it('that breaks off is failed, with what was billed so far', async () => {
    class Breaking extends FakeClaudeClient {
      override async stream(request: ClaudeRequest, onText: (delta: string) => void): Promise<StreamEnd> {
        onText('Hel');
        const reply = { ...(await this.complete(request)), stopReason: 'interrupted' };
        return { isWhole: false, reply, cause: new ClaudeFailedError('cut off', { isTransient: true }) };
      }
    }
    const modules = await bench.open({ claude: new Breaking() });
    const answered = await bench.ask(modules, { onText: () => undefined });
    expect(modules.claude.asked).toHaveLength(1);
    await bench.store(modules, answered);
    expect(await bench.calls()).toMatchObject([{ status: 'failed', error_code: 'claude_error', output_tokens: 5 }]);
    expect(await bench.storedAnswers()).toBe(1);
  });
});

describe('an attempt that failed', () => {
  it('is made again while it may help, each time as a row of its own', async () => {
    const modules = await bench.open();
    modules.claude.willAnswer(busy(), busy(), 'at last');
    const answered = await bench.ask(modules);
    await bench.store(modules, answered);
    expect(answered.end.reply.text).toBe('at last');
    expect(await bench.calls()).toMatchObject([
      { attempt: 1, status: 'failed', error_code: 'claude_overloaded', claude_request_id: 'req_busy' },
      { attempt: 2, status: 'failed', error_code: 'claude_overloaded', claude_request_id: 'req_busy' },
      { attempt: 3, status: 'succeeded', error_code: null },
    ]);
    expect(new Set((await bench.calls()).map(({ subject_id }) => subject_id)).size).toBe(1);
  });

  it('is not made again more often than allowed, and then told', async () => {
    const modules = await bench.open({ settings: { maxRetries: 1 } });
    modules.claude.willAnswer(busy(), busy(), 'too late');
    await expect(bench.ask(modules)).rejects.toThrow(ClaudeOverloadedError);
    expect(await bench.statuses()).toEqual(['failed', 'failed']);
  });

  it.each([
    ['Claude says that it cannot help', () => busy({ isTransient: false })],
    ['it is about the account', () => new ClaudeFailedError('spend limit reached')],
    ['Claude wants more patience than a request has', () => busy({ retryAfterMs: 60_001 })],
    ['the wait would go past the deadline', () => busy({ retryAfterMs: 5_000 })],
    ['it is no error of Claude', () => new Error('a mistake of ours')],
  ])('is not made again when %s', async (_, error) => {
    const modules = await bench.open({ settings: { timeoutMs: 5_000 } });
    const failure = error();
    modules.claude.willAnswer(failure, 'not asked for');
    await expect(bench.ask(modules)).rejects.toBe(failure);
    expect(await bench.statuses()).toEqual(['failed']);
    expect(modules.claude.asked).toHaveLength(1);
  });

  it('waits as long as Claude asked for', async () => {
    const modules = await bench.open();
    modules.claude.willAnswer(busy({ retryAfterMs: 250 }));
    const askedAt = performance.now();
    await bench.ask(modules);
    expect(performance.now() - askedAt).toBeGreaterThanOrEqual(249);
  });

  it.each(['the client', 'the end of the process'])('is not made again when %s comes in the pause', async (who) => {
    const modules = await bench.open();
    modules.claude.willAnswer(busy({ retryAfterMs: 30_000 }), 'not asked for');
    const leaving = new AbortController();
    const reason = new Error('the user left');
    const asking = bench.ask(modules, { signal: leaving.signal });
    asking.catch(() => undefined);
    await until(async () => (await bench.statuses())[0] === 'failed');
    if (who === 'the client') leaving.abort(reason);
    else modules.lifetime.cut();
    await expect(asking).rejects.toThrow(who === 'the client' ? reason : ShuttingDownError);
    expect(modules.claude.asked).toHaveLength(1);
    expect(await bench.statuses()).toEqual(['failed']);
  });

  it('is aborted when the client gave it up', async () => {
    const modules = await bench.open();
    modules.claude.hold();
    const leaving = new AbortController();
    const asking = bench.ask(modules, { signal: leaving.signal });
    asking.catch(() => undefined);
    await until(() => modules.claude.asked.length === 1);
    leaving.abort(new Error('the user left'));
    await expect(asking).rejects.toThrow('the user left');
    expect(await bench.statuses()).toEqual(['aborted']);
  });

  it('leaves nothing behind on the signals it listened to', async () => {
    const modules = await bench.open();
    const added = jest.spyOn(modules.lifetime.signal, 'addEventListener');
    const removed = jest.spyOn(modules.lifetime.signal, 'removeEventListener');
    await bench.store(modules, await bench.ask(modules, { signal: new AbortController().signal }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(added).toHaveBeenCalled();
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      expect.arrayContaining(added.mock.calls.map(([, listener]) => listener)),
    );
    // `AbortSignal.any` would note every call there for good: nodejs/node#55351.
    const dependants = Object.getOwnPropertySymbols(modules.lifetime.signal)
      .filter((symbol) => symbol.description === 'kDependantSignals')
      .map(
        (symbol) => (modules.lifetime.signal as unknown as Record<symbol, Set<unknown> | undefined>)[symbol]?.size ?? 0,
      );
    expect(dependants.filter((size) => size > 0)).toEqual([]);
  });
});
