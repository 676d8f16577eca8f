import type { ClaudeRequest } from '../../src/claude/index.js';
import { outcomeOf, ValidationFailedError } from '../../src/common/index.js';
import type { Answer, Completion, Plan } from '../../src/completions/index.js';
import { JournalBench, OWNER, REQUEST } from '../support/journal-bench.js';
import type { LibraryModules } from '../support/library-modules.js';

const bench = new JournalBench();

/** The result of this kind of request. */
interface Recorded {
  readonly id: string;
  readonly text: string;
}

interface Kind {
  readonly key?: string;
  readonly request?: ClaudeRequest;
  readonly plan?: Partial<Plan<Recorded>>;
  readonly persist?: Answer<Recorded>['persist'];
}

/** A third kind of request, as in `docs/adr/0028-one-pipeline.md`: it is recorded, and returns the text of the reply. */
function recordedRequest(modules: LibraryModules, { key, request = REQUEST, plan, persist }: Kind = {}) {
  const stored = new Map<string, Recorded>();
  const entry = { action: 'result.created' } as const;
  const completion: Completion<Recorded> = {
    name: 'a third kind',
    asked: entry,
    failed: (error) => ({ type: 'analysis.failed', payload: { code: outcomeOf(error), resultId: null } }),
    repeats: key === undefined ? undefined : repeatsOf(key, request, stored),
    plan: async () => ({
      exchange: async () => ({
        kind: 'analysis',
        request,
        toAnswer: ({ reply }, id) => ({
          value: { id, text: reply.text },
          entry: { ...entry, subjectId: id },
          persist:
            persist ??
            (async () => {
              await bench.insertAnswer(modules, id);
              stored.set(id, { id, text: reply.text });
              return null;
            }),
        }),
      }),
      ...plan,
    }),
  };
  return () => modules.completions.run(OWNER, completion);
}

function repeatsOf(key: string, content: unknown, stored: ReadonlyMap<string, Recorded>) {
  return {
    key,
    content,
    remember: ({ id }: Recorded) => ({ id }),
    recall: async ({ id }: Pick<Recorded, 'id'>) => ({
      value: stored.get(id) ?? { id, text: '' },
      entry: { action: 'result.replayed', subjectId: id } as const,
    }),
  };
}

/** @returns the records, in order */
async function recorded(
  modules: LibraryModules,
): Promise<{ action: string; outcome: string; subject_id: string | null }[]> {
  await modules.audit.flush();
  return bench.witness.query('SELECT action, outcome, subject_id FROM audit_events ORDER BY at, id');
}

describe('a completion', () => {
  it('is journalled, stored and recorded', async () => {
    const modules = await bench.open();
    const { value, from } = await recordedRequest(modules)();
    expect({ from, text: value.text }).toEqual({ from: 'claude', text: expect.any(String) as string });
    expect(await bench.calls()).toMatchObject([{ status: 'succeeded', subject_id: value.id }]);
    expect(await bench.storedAnswers()).toBe(1);
    expect(await recorded(modules)).toEqual([{ action: 'result.created', outcome: 'done', subject_id: value.id }]);
  });

  it('is made once under its idempotency key', async () => {
    const modules = await bench.open();
    const ask = recordedRequest(modules, { key: 'once' });
    const first = await ask();
    expect(await ask()).toEqual({ ...first, from: 'key' });
    expect(modules.claude.asked).toHaveLength(1);
    expect((await recorded(modules)).map(({ action }) => action)).toEqual(['result.created', 'result.replayed']);
  });

  it('that must not be shared is made by each waiting request, at once', async () => {
    const modules = await bench.open();
    const plan = { shared: { lockId: 'a'.repeat(64), find: () => Promise.resolve(null) } };
    const ask = recordedRequest(modules, { plan });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map(({ value }) => value.id)).size).toBe(3);
    expect(modules.claude.asked).toHaveLength(3);
  });

  it('fails with the error of its kind if another one holds its lock', async () => {
    const modules = await bench.open();
    const lock = { id: 'b'.repeat(64), fingerprint: null };
    const busy = new ValidationFailedError('it is busy');
    const plan = { exclusive: { lockId: lock.id, waitMs: 0, busy: () => busy } };
    const held = await modules.locks.holdIfFree(OWNER, lock);
    const ask = recordedRequest(modules, { plan });
    await expect(ask()).rejects.toBe(busy);
    expect(await bench.calls()).toEqual([]);
    expect(await recorded(modules)).toMatchObject([{ action: 'result.created', outcome: 'validation_failed' }]);
    if (held) await modules.locks.release(OWNER, held);
    await ask();
    expect(await modules.locks.find(OWNER, lock.id)).toBeNull();
  });

  it('is billed, but not stored, if its subject has been deleted', async () => {
    const modules = await bench.open();
    const gone = new ValidationFailedError('it is gone');
    const ask = recordedRequest(modules, { key: 'gone', persist: () => Promise.resolve(gone) });
    await expect(ask()).rejects.toBe(gone);
    expect(await bench.calls()).toMatchObject([{ status: 'succeeded' }]);
    expect(await recorded(modules)).toMatchObject([{ outcome: 'validation_failed', subject_id: null }]);
  });

  it('leaves no key, no lock and no record if its rows cannot be stored', async () => {
    const modules = await bench.open();
    const busy = () => new ValidationFailedError('it is busy');
    const plan = { exclusive: { lockId: 'c'.repeat(64), waitMs: 0, busy } };
    const failing = () => Promise.reject(new Error('an unexpected error'));
    const ask = recordedRequest(modules, { key: 'fails', plan, persist: failing });
    await expect(ask()).rejects.toThrow('an unexpected error');
    expect(await bench.storedAnswers()).toBe(0);
    expect(await modules.locks.find(OWNER, plan.exclusive.lockId)).toBeNull();
    expect(await recorded(modules)).toMatchObject([{ outcome: 'internal_error' }]);
    await recordedRequest(modules, { key: 'fails' })();
    expect(await bench.storedAnswers()).toBe(1);
  });
});
