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
import { addedUp, askAs, callAs, EVER, inJournal, reachesOf } from '../support/ledger.js';
import { LEASE_MS, type Rooms, until } from '../support/rooms.js';

const bench = new JournalBench();
const ANN = { tenantId: 'default', userId: 'ann' };
const BOB = { tenantId: 'default', userId: 'bob' };
const ELSEWHERE = { tenantId: 'other', userId: 'ann' };
const REACHES = reachesOf([ANN, BOB, ELSEWHERE]);

/** What is added up of ann's, told apart by nothing. */
async function ofAnn({ usage }: Rooms) {
  const [sum] = await usage.sum(ANN, { days: EVER, pieces: [] }, null, 10);
  return sum?.usage;
}

async function expectTheSame(rooms: Rooms): Promise<void> {
  expect(await addedUp(rooms, REACHES)).toEqual(await inJournal(rooms, REACHES));
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
async function everything(rooms: Rooms): Promise<void> {
  await callAs(rooms, { owner: ANN });
  await callAs(rooms, { owner: BOB, kind: 'message' });
  await callAs(rooms, { owner: BOB, kind: 'summary' });
  await callAs(rooms, { owner: ELSEWHERE, model: 'claude-sonnet-5-5' });
  await callAs(rooms, { owner: ANN, model: 'a-model-of-tomorrow' });
  rooms.claude.willAnswer(busy(), busy(), 'at last');
  await callAs(rooms, { owner: ANN });
  rooms.claude.willAnswer(new ClaudeFailedError('no'));
  await expect(callAs(rooms, { owner: BOB })).rejects.toThrow('no');
  await rooms.replays.note(ANN, replayOf(35_000_000n));
  await rooms.replays.note(BOB, replayOf(null));

  bench.clock.advance(24 * 3_600_000);
  await callAs(rooms, { owner: ANN });
  const breaking = await bench.open({ claude: new Breaking() });
  await callAs(breaking, { owner: ANN, options: { onText: () => undefined } });
}

describe('what is added up by day', () => {
  it('is what the journal says, after everything that can become of a call', async () => {
    const rooms = await bench.open();
    await everything(rooms);
    const late = await askAs(rooms, { owner: BOB });
    await askAs(rooms, { owner: ANN });
    await askAs(rooms, { owner: ELSEWHERE, model: 'a-model-of-tomorrow' });
    bench.clock.advance(LEASE_MS + 1);
    await (await bench.open()).leases.round();
    await rooms.journal.commit(BOB, late, () => Promise.resolve());
    await expectTheSame(rooms);
    const { 'default everybody by user': users, 'default ann by day': days } = await addedUp(rooms, REACHES);
    expect(users?.map(({ name }) => name)).toEqual(['ann', 'bob']);
    expect(days).toHaveLength(2);
  });

  it('is what the journal says of the calls that were there before, too', async () => {
    const rooms = await bench.open();
    await everything(rooms);
    const before = await addedUp(rooms, REACHES);
    await rooms.dataSource.query('DELETE FROM replays');
    // The migrations back to the one that made the table, and on again from there.
    while ((await tables()).includes('usage_days')) await rooms.dataSource.undoLastMigration();
    await rooms.dataSource.runMigrations();
    await expectTheSame(rooms);
    const [whole] = (await addedUp(rooms, REACHES))['default everybody by nothing'] ?? [];
    expect(whole?.usage.calls).toBe(before['default everybody by nothing']?.[0]?.usage.calls);
    await callAs(rooms, { owner: ANN });
    await expectTheSame(rooms);
  });

  it('has a call once, however often its end is offered', async () => {
    const rooms = await bench.open();
    const answered = await askAs(rooms, { owner: ANN });
    rooms.faults.commits.push('fails', 'loses its answer');
    await rooms.journal.commit(ANN, answered, () => Promise.resolve());
    expect(await ofAnn(rooms)).toMatchObject({ requests: 1n, calls: 1n, billedPicoUsd: BigInt(FAKE_COST) });
    await expectTheSame(rooms);
  });

  it('has nothing of a call whose end was rolled back', async () => {
    const rooms = await bench.open();
    const answered = await askAs(rooms, { owner: ANN });
    const failing = rooms.journal.commit(ANN, answered, () => Promise.reject(new Error('a mistake of ours')));
    await expect(failing).rejects.toThrow('a mistake of ours');
    expect(await ofAnn(rooms)).toBeUndefined();
    await expectTheSame(rooms);
  });

  it('has each retry as a call of the same request', async () => {
    const rooms = await bench.open();
    rooms.claude.willAnswer(busy(), busy(), 'at last');
    await callAs(rooms, { owner: ANN });
    expect(await ofAnn(rooms)).toMatchObject({ requests: 1n, calls: 3n, billedPicoUsd: BigInt(FAKE_COST) });
  });

  it('has a call that was given up for lost once, and its cost when that comes after all', async () => {
    const rooms = await bench.open();
    const answered = await askAs(rooms, { owner: ANN });
    bench.clock.advance(LEASE_MS + 1);
    await (await bench.open()).leases.round();
    expect(await ofAnn(rooms)).toMatchObject({ requests: 1n, calls: 1n, interruptedCalls: 1n, billedPicoUsd: 0n });
    rooms.faults.commits.push('loses its answer');
    await rooms.journal.commit(ANN, answered, () => Promise.resolve());
    const cost = { outputTokens: 5n, billedPicoUsd: BigInt(FAKE_COST) };
    expect(await ofAnn(rooms)).toMatchObject({ requests: 1n, calls: 1n, interruptedCalls: 0n, ...cost });
    await expectTheSame(rooms);
  });

  it('counts a call on the day on which it was sent', async () => {
    const rooms = await bench.open();
    const day = bench.clock.now().toISOString().slice(0, 10);
    const answered = await askAs(rooms, { owner: ANN });
    bench.clock.advance(24 * 3_600_000);
    await rooms.journal.commit(ANN, answered, () => Promise.resolve());
    const days = await rooms.usage.sum(ANN, { days: EVER, pieces: [] }, 'day', 10);
    expect(days.map(({ name }) => name)).toEqual([day]);
    await expectTheSame(rooms);
  });

  it('says that a price is unknown, of calls and of replays', async () => {
    const rooms = await bench.open();
    await callAs(rooms, { owner: ANN, model: 'a-model-of-tomorrow' });
    await rooms.replays.note(ANN, replayOf(null));
    const unknown = { unpricedCalls: 1n, unpricedReplays: 1n, billedPicoUsd: 0n, savedPicoUsd: 0n };
    expect(await ofAnn(rooms)).toMatchObject({ requests: 2n, inputTokens: 10n, ...unknown });
    await expectTheSame(rooms);
  });

  it('is exact to the picodollar beyond what a JavaScript number holds', async () => {
    const rooms = await bench.open();
    await rooms.replays.note(ANN, replayOf(9_007_199_254_740_993n));
    await rooms.replays.note(ANN, replayOf(1n));
    expect(await ofAnn(rooms)).toMatchObject({ replays: 2n, savedPicoUsd: 9_007_199_254_740_994n });
    await expectTheSame(rooms);
  });

  it('joins the transaction of what a replay is given for', async () => {
    const rooms = await bench.open();
    const failing = rooms.unitOfWork.run(async () => {
      await rooms.replays.note(ANN, replayOf(1n));
      throw new Error('a mistake of ours');
    });
    await expect(failing).rejects.toThrow('a mistake of ours');
    expect(await ofAnn(rooms)).toBeUndefined();
    await rooms.unitOfWork.run(() => rooms.replays.note(ANN, replayOf(1n)));
    expect(await ofAnn(rooms)).toMatchObject({ replays: 1n });
  });

  it('is right after calls of twenty users end at once at two replicas, and none locks another out', async () => {
    const replicas = await openReplicas();
    const owners = Array.from({ length: 20 }, (_, n) => ({ tenantId: 'default', userId: `user-${n}` }));
    const failures: unknown[] = [];
    const work = replicas.flatMap((rooms) =>
      owners.flatMap((owner) =>
        ['claude-haiku-4-5', 'claude-sonnet-5-5', 'claude-haiku-4-5'].map(async (model) => {
          await callAs(rooms, { owner, model });
          await rooms.replays.note(owner, replayOf(7n));
        }),
      ),
    );
    for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') failures.push(result.reason);
    expect(failures).toEqual([]);
    const reaches = reachesOf(owners);
    const added = await addedUp(replicas[0] as Rooms, reaches);
    expect(added).toEqual(await inJournal(replicas[0] as Rooms, reaches));
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
    const rooms = replicas[0] as Rooms;
    const added = await addedUp(rooms, everybody);
    expect(added).toEqual(await inJournal(rooms, everybody));
    expect(added['default everybody by nothing']?.[0]?.usage).toMatchObject({ calls: 300n, interruptedCalls: 300n });
  });

  it('has nothing of a call that could not be noted, once its row is gone or ended', async () => {
    const rooms = await bench.open();
    rooms.faults.commits.push('loses its answer');
    await expect(askAs(rooms, { owner: ANN })).rejects.toThrow(DatabaseUnavailableError);
    await until(async () => (await bench.statuses())[0] === 'failed');
    await expectTheSame(rooms);
    expect(await ofAnn(rooms)).toMatchObject({ calls: 1n, billedPicoUsd: 0n, unpricedCalls: 0n });
  });
});

/** Two where there is a server between them: one thread cannot wait for a file that it has locked itself. */
async function openReplicas(): Promise<Rooms[]> {
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
