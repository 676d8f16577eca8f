import { randomUUID } from 'node:crypto';
import {
  ClaudeFailedError,
  ClaudeOverloadedError,
  type ClaudeRequest,
  type StreamEnd,
} from '../../src/claude/index.js';
import { FakeClaudeClient } from '../../src/claude/testing/fake-claude-client.js';
import { DatabaseUnavailableError } from '../../src/database/index.js';
import { FAKE_COST, JournalBench } from '../support/journal-bench.js';
import { addedUp, askAs, callAs, EVER, inJournal, accessScopesOf } from '../support/ledger.js';
import { LEASE_MS, type LibraryModules, until } from '../support/library-modules.js';

const bench = new JournalBench();
const ANN = { tenantId: 'default', userId: 'ann' };
const BOB = { tenantId: 'default', userId: 'bob' };
const ELSEWHERE = { tenantId: 'other', userId: 'ann' };
const REACHES = accessScopesOf([ANN, BOB, ELSEWHERE]);

/** What is added up of ann's, told apart by nothing. */
async function ofAnn({ usage }: LibraryModules) {
  const [sum] = await usage.sum(ANN, { days: EVER, pieces: [] }, null, 10);
  return sum?.usage;
}

async function expectTheSame(modules: LibraryModules): Promise<void> {
  expect(await addedUp(modules, REACHES)).toEqual(await inJournal(modules, REACHES));
}

function replayOf(savedPicoUsd: bigint | null) {
  const createdAt = bench.clock.now();
  return { kind: 'analysis', subjectId: randomUUID(), model: 'claude-haiku-4-5', savedPicoUsd, createdAt } as const;
}

const busy = () => new ClaudeOverloadedError('full', { isTransient: true, retryAfterMs: 1 });

/** A stream that ends after a few words. */
class Breaking extends FakeClaudeClient {
  override async stream(request: ClaudeRequest, onText: (delta: string) => void): Promise<StreamEnd> {
    onText('Hel');
    const reply = { ...(await this.complete(request)), stopReason: 'interrupted' };
    return { isWhole: false, reply, cause: new ClaudeFailedError('cut off') };
  }
}

/** Something of everything that can become of a call. */
async function everything(modules: LibraryModules): Promise<void> {
  await callAs(modules, { owner: ANN });
  await callAs(modules, { owner: BOB, kind: 'message' });
  await callAs(modules, { owner: BOB, kind: 'summary' });
  await callAs(modules, { owner: ELSEWHERE, model: 'claude-sonnet-5-5' });
  await callAs(modules, { owner: ANN, model: 'a-model-of-tomorrow' });
  modules.claude.willAnswer(busy(), busy(), 'at last');
  await callAs(modules, { owner: ANN });
  modules.claude.willAnswer(new ClaudeFailedError('no'));
  await expect(callAs(modules, { owner: BOB })).rejects.toThrow('no');
  await modules.replays.note(ANN, replayOf(35_000_000n));
  await modules.replays.note(BOB, replayOf(null));

  bench.clock.advance(24 * 3_600_000);
  await callAs(modules, { owner: ANN });
  const breaking = await bench.open({ claude: new Breaking() });
  await callAs(breaking, { owner: ANN, options: { onText: () => undefined } });
}

describe('what is added up by day', () => {
  it('is what the journal says, after everything that can become of a call', async () => {
    const modules = await bench.open();
    await everything(modules);
    const late = await askAs(modules, { owner: BOB });
    await askAs(modules, { owner: ANN });
    await askAs(modules, { owner: ELSEWHERE, model: 'a-model-of-tomorrow' });
    bench.clock.advance(LEASE_MS + 1);
    await (await bench.open()).leases.round();
    await modules.journal.commit(BOB, late, () => Promise.resolve());
    await expectTheSame(modules);
    const { 'default everybody by user': users, 'default ann by day': days } = await addedUp(modules, REACHES);
    expect(users?.map(({ name }) => name)).toEqual(['ann', 'bob']);
    expect(days).toHaveLength(2);
  });

  it('is what the journal says of the calls that were there before, too', async () => {
    const modules = await bench.open();
    await everything(modules);
    const before = await addedUp(modules, REACHES);
    await modules.dataSource.query('DELETE FROM replays');
    // The migrations back to the one that made the table, and on again from there.
    while ((await tables()).includes('usage_days')) await modules.dataSource.undoLastMigration();
    await modules.dataSource.runMigrations();
    await expectTheSame(modules);
    const [whole] = (await addedUp(modules, REACHES))['default everybody by nothing'] ?? [];
    expect(whole?.usage.calls).toBe(before['default everybody by nothing']?.[0]?.usage.calls);
    await callAs(modules, { owner: ANN });
    await expectTheSame(modules);
  });

  it('has a call once, however often its end is offered', async () => {
    const modules = await bench.open();
    const answered = await askAs(modules, { owner: ANN });
    modules.faults.commits.push('fails', 'loses its answer');
    await modules.journal.commit(ANN, answered, () => Promise.resolve());
    expect(await ofAnn(modules)).toMatchObject({ requests: 1n, calls: 1n, billedPicoUsd: BigInt(FAKE_COST) });
    await expectTheSame(modules);
  });

  it('has nothing of a call whose end was rolled back', async () => {
    const modules = await bench.open();
    const answered = await askAs(modules, { owner: ANN });
    const failing = modules.journal.commit(ANN, answered, () => Promise.reject(new Error('a mistake of ours')));
    await expect(failing).rejects.toThrow('a mistake of ours');
    expect(await ofAnn(modules)).toBeUndefined();
    await expectTheSame(modules);
  });

  it('has each retry as a call of the same request', async () => {
    const modules = await bench.open();
    modules.claude.willAnswer(busy(), busy(), 'at last');
    await callAs(modules, { owner: ANN });
    expect(await ofAnn(modules)).toMatchObject({ requests: 1n, calls: 3n, billedPicoUsd: BigInt(FAKE_COST) });
  });

  it('has a call that was given up for lost once, and its cost when that comes after all', async () => {
    const modules = await bench.open();
    const answered = await askAs(modules, { owner: ANN });
    bench.clock.advance(LEASE_MS + 1);
    await (await bench.open()).leases.round();
    expect(await ofAnn(modules)).toMatchObject({ requests: 1n, calls: 1n, interruptedCalls: 1n, billedPicoUsd: 0n });
    modules.faults.commits.push('loses its answer');
    await modules.journal.commit(ANN, answered, () => Promise.resolve());
    const cost = { outputTokens: 5n, billedPicoUsd: BigInt(FAKE_COST) };
    expect(await ofAnn(modules)).toMatchObject({ requests: 1n, calls: 1n, interruptedCalls: 0n, ...cost });
    await expectTheSame(modules);
  });

  it('counts a call on the day on which it was sent', async () => {
    const modules = await bench.open();
    const day = bench.clock.now().toISOString().slice(0, 10);
    const answered = await askAs(modules, { owner: ANN });
    bench.clock.advance(24 * 3_600_000);
    await modules.journal.commit(ANN, answered, () => Promise.resolve());
    const days = await modules.usage.sum(ANN, { days: EVER, pieces: [] }, 'day', 10);
    expect(days.map(({ name }) => name)).toEqual([day]);
    await expectTheSame(modules);
  });

  it('says that a price is unknown, of calls and of replays', async () => {
    const modules = await bench.open();
    await callAs(modules, { owner: ANN, model: 'a-model-of-tomorrow' });
    await modules.replays.note(ANN, replayOf(null));
    const unknown = { unpricedCalls: 1n, unpricedReplays: 1n, billedPicoUsd: 0n, savedPicoUsd: 0n };
    expect(await ofAnn(modules)).toMatchObject({ requests: 2n, inputTokens: 10n, ...unknown });
    await expectTheSame(modules);
  });

  it('is exact to the picodollar beyond what a JavaScript number holds', async () => {
    const modules = await bench.open();
    await modules.replays.note(ANN, replayOf(9_007_199_254_740_993n));
    await modules.replays.note(ANN, replayOf(1n));
    expect(await ofAnn(modules)).toMatchObject({ replays: 2n, savedPicoUsd: 9_007_199_254_740_994n });
    await expectTheSame(modules);
  });

  it('joins the transaction of what a replay is given for', async () => {
    const modules = await bench.open();
    const failing = modules.unitOfWork.run(async () => {
      await modules.replays.note(ANN, replayOf(1n));
      throw new Error('a mistake of ours');
    });
    await expect(failing).rejects.toThrow('a mistake of ours');
    expect(await ofAnn(modules)).toBeUndefined();
    await modules.unitOfWork.run(() => modules.replays.note(ANN, replayOf(1n)));
    expect(await ofAnn(modules)).toMatchObject({ replays: 1n });
  });

  it('is right after calls of twenty users end at once at two replicas, and none locks another out', async () => {
    const replicas = await openReplicas();
    const owners = Array.from({ length: 20 }, (_, n) => ({ tenantId: 'default', userId: `user-${n}` }));
    const failures: unknown[] = [];
    const work = replicas.flatMap((modules) =>
      owners.flatMap((owner) =>
        ['claude-haiku-4-5', 'claude-sonnet-5-5', 'claude-haiku-4-5'].map(async (model) => {
          await callAs(modules, { owner, model });
          await modules.replays.note(owner, replayOf(7n));
        }),
      ),
    );
    for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') failures.push(result.reason);
    expect(failures).toEqual([]);
    const reaches = accessScopesOf(owners);
    const added = await addedUp(replicas[0] as LibraryModules, reaches);
    expect(added).toEqual(await inJournal(replicas[0] as LibraryModules, reaches));
    expect(added['default everybody by nothing']?.[0]?.usage).toMatchObject({
      calls: BigInt(work.length),
      replays: BigInt(work.length),
    });
  });

  it('is right after several hundred calls of a dead process were ended at once, by two replicas', async () => {
    const dead = await bench.open({ settings: { maxConcurrency: 600 } });
    const owners = Array.from({ length: 300 }, (_, n) => ({ tenantId: 'default', userId: `user-${n}` }));
    for (let start = 0; start < owners.length; start += 20) {
      await Promise.all(owners.slice(start, start + 20).map((owner) => askAs(dead, { owner })));
    }
    await dead.close();
    const replicas = await openReplicas();
    bench.clock.advance(LEASE_MS + 1);
    await Promise.all(replicas.map(({ leases }) => leases.round()));
    const everybody = [{ tenantId: 'default', userId: null }];
    const modules = replicas[0] as LibraryModules;
    const added = await addedUp(modules, everybody);
    expect(added).toEqual(await inJournal(modules, everybody));
    expect(added['default everybody by nothing']?.[0]?.usage).toMatchObject({ calls: 300n, interruptedCalls: 300n });
  });

  it('has nothing of a call that could not be noted, once its row is gone or ended', async () => {
    const modules = await bench.open();
    modules.faults.commits.push('loses its answer');
    await expect(askAs(modules, { owner: ANN })).rejects.toThrow(DatabaseUnavailableError);
    await until(async () => (await bench.statuses())[0] === 'failed');
    await expectTheSame(modules);
    expect(await ofAnn(modules)).toMatchObject({ calls: 1n, billedPicoUsd: 0n, unpricedCalls: 0n });
  });
});

/** Two where there is a server between them: one thread cannot wait for a file that it has locked itself. */
async function openReplicas(): Promise<LibraryModules[]> {
  const one = await bench.open();
  return bench.database.dialect === 'sqlite' ? [one] : [one, await bench.open()];
}

async function tables(): Promise<string[]> {
  const sql =
    bench.database.dialect === 'postgres'
      ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()'
      : 'SELECT name FROM sqlite_master';
  return (await bench.witness.query<{ name: string }[]>(sql)).map(({ name }) => name);
}
