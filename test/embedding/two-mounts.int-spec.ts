import { EventEmitter, once } from 'node:events';
import { AnalysisService, HistoryService } from '../../src/analysis/index.js';
import { LocksService } from '../../src/locks/index.js';
import { LockSignals } from '../../src/locks/signals/lock-signals.js';
import { sha256 } from '../../src/common/index.js';
import { ConversationsService, TurnService } from '../../src/conversations/index.js';
import { LeaseRepository, UnitOfWork } from '../../src/database/index.js';
import { HoldsService } from '../../src/holds/index.js';
import { RequestLimiter } from '../../src/http/index.js';
import { ErasureService } from '../../src/privacy/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type Host, type Mount, openHost } from '../support/mounts.js';

declare const DIALECT: 'sqlite' | 'postgres';
/** On SQLite there is only one writing transaction at a time. */
const onPostgres = DIALECT === 'postgres' ? it : it.skip;

const ALICE = { tenantId: 'acme', userId: 'alice' };
const PAGE = { limit: 10, after: null };

/** One on tables without a prefix, one on tables with a prefix, in one database and on one DataSource. */
describe('two mounts on one DataSource', () => {
  let database: TestDatabase;
  let host: Host;
  let one: Mount;
  let other: Mount;

  beforeEach(async () => {
    database = await createDatabase({ isEmpty: true });
    host = await openHost(database, { prefixes: ['', 'other_'] });
    [one, other] = host.mounts as [Mount, Mount];
  });
  afterEach(async () => {
    await host.close();
    await database.drop();
  });

  const analyze = (mount: Mount, text: string, idempotencyKey?: string) =>
    mount.get('analysis', AnalysisService).analyze(ALICE, { text }, { idempotencyKey });
  const history = async (mount: Mount, q?: string) =>
    (await mount.get('analysis', HistoryService).list(ALICE, { q }, PAGE)).rows.map(({ inputText }) => inputText);
  const conversations = async (mount: Mount, q?: string) =>
    (await mount.get('conversations', ConversationsService).list(ALICE, { q }, PAGE)).rows.length;

  async function countOf(table: string): Promise<number> {
    const [row] = await host.dataSource.query<{ count: string }[]>(`SELECT count(*) AS count FROM ${table}`);
    return Number(row?.count);
  }

  async function converse(mount: Mount, content: string): Promise<void> {
    const { id } = await mount.get('conversations', ConversationsService).create(ALICE, {});
    await mount.get('conversations', TurnService).post(ALICE, id, { content });
  }

  it("have separate histories and conversations, and do not find each other's", async () => {
    await analyze(one, 'the quick brown fox');
    await analyze(other, 'the lazy dog');
    await converse(one, 'a red herring');

    expect([await history(one), await history(other)]).toEqual([['the quick brown fox'], ['the lazy dog']]);
    expect([await history(one, 'fox'), await history(other, 'fox')]).toEqual([['the quick brown fox'], []]);
    expect([await history(one, 'dog'), await history(other, 'dog')]).toEqual([[], ['the lazy dog']]);
    expect([await conversations(one), await conversations(other)]).toEqual([1, 0]);
    expect([await conversations(one, 'herring'), await conversations(other, 'herring')]).toEqual([1, 0]);
    for (const table of ['results_search', 'other_results_search']) {
      expect([table, await countOf(table)]).toEqual([table, 1]);
    }
  });

  it("do not replay each other's answers, and have separate idempotency keys", async () => {
    const first = await analyze(one, 'the quick brown fox', 'once');
    const second = await analyze(other, 'the quick brown fox', 'once');

    expect([first.cache, second.cache, second.isIdempotentReplay]).toEqual(['miss', 'miss', false]);
    expect(host.claude.asked).toHaveLength(2);
    await expect(analyze(other, 'another text', 'once')).rejects.toThrow('key');
    expect((await analyze(one, 'the quick brown fox', 'once')).result.id).toBe(first.result.id);
    expect((await analyze(other, 'the quick brown fox')).result.id).toBe(second.result.id);
  });

  it('hold locks and leases of the same name independently', async () => {
    const lock = { id: sha256('locked'), fingerprint: null };
    for (const mount of [one, other]) {
      const locks = mount.get('locks', LocksService);
      expect(await locks.holdIfFree(ALICE, lock)).not.toBeNull();
      expect(await locks.holdIfFree(ALICE, lock)).toBeNull();
    }
    await holdAsAnotherProcess(one, 'work');
    expect(await one.get('audit', LeaseRepository).hold('work', 60_000)).toBe(false);
    expect(await other.get('audit', LeaseRepository).hold('work', 60_000)).toBe(true);
  });

  it('do not wake waiting requests of each other', async () => {
    const ears = [one, other].map((mount) => mount.get('locks', LockSignals).listen('a lock'));
    await announce(one, 'a lock');
    await ears[0]?.wait(60_000);
    // On PostgreSQL notifications arrive in the order of their commits, and each mount receives its own.
    await announce(other, 'another lock');
    const last = other.get('locks', LockSignals).listen('the last lock');
    await announce(other, 'the last lock');
    await last.wait(60_000);

    expect(ears.map((subscription) => subscription.isNotified)).toEqual([true, false]);
  });

  it('count requests separately', async () => {
    for (const mount of [one, other]) {
      const limiter = mount.get('limits', RequestLimiter);
      const counted = [await limiter.count('alice'), await limiter.count('alice'), await limiter.count('alice')];
      expect(counted.map((quota) => quota?.isExceeded)).toEqual([false, false, true]);
    }
  });

  it('hold and erase a user independently', async () => {
    for (const mount of [one, other]) {
      await analyze(mount, 'the quick brown fox');
      await converse(mount, 'a red herring');
    }
    await one.get('holds', HoldsService).set(ALICE, 'a case');
    await expect(one.get('erasure', ErasureService).erase(ALICE)).rejects.toThrow('hold');
    const { erasedAt } = await other.get('erasure', ErasureService).erase(ALICE);

    expect(erasedAt).not.toBeNull();
    expect([await history(one, 'fox'), await history(other, 'fox')]).toEqual([['the quick brown fox'], []]);
    expect([await conversations(one, 'herring'), await conversations(other, 'herring')]).toEqual([1, 0]);
    const calls = ['calls', 'other_calls'].map((table) => host.dataSource.query(`SELECT user_id FROM ${table}`));
    const [kept = [], taken = []] = (await Promise.all(calls)) as { user_id: string }[][];
    expect(new Set(kept.map(({ user_id }) => user_id))).toEqual(new Set(['alice']));
    expect(taken.map(({ user_id }) => user_id)).not.toContain('alice');
  });

  it('lose nothing when both work concurrently', async () => {
    const texts = Array.from({ length: 10 }, (_, n) => `text ${n}`);
    await Promise.all([one, other].flatMap((mount) => texts.map((text) => analyze(mount, text))));

    for (const mount of [one, other]) expect((await history(mount)).sort()).toEqual(texts);
  });

  it('share one transaction if one works inside a transaction of the other', async () => {
    const both = one.get('database', UnitOfWork).run(async () => {
      for (const mount of [one, other]) await mount.get('holds', HoldsService).set(ALICE, 'a case');
      throw new Error('no');
    });
    await expect(both).rejects.toThrow('no');

    for (const mount of [one, other])
      await expect(mount.get('holds', HoldsService).getOrThrow(ALICE)).rejects.toThrow();
  });

  onPostgres('do not wait for locks of each other', async () => {
    const gate = new EventEmitter();
    const [locked, released] = [once(gate, 'locked'), once(gate, 'released')];
    const holding = one.get('database', UnitOfWork).run(async () => {
      await one.get('holds', HoldsService).set(ALICE, 'a case');
      gate.emit('locked');
      await released;
    });
    await locked;
    await analyze(other, 'the quick brown fox');
    const { erasedAt } = await other.get('erasure', ErasureService).erase(ALICE);
    gate.emit('released');
    await holding;

    expect(erasedAt).not.toBeNull();
  });
});

async function holdAsAnotherProcess(mount: Mount, name: string): Promise<void> {
  await mount.get('audit', LeaseRepository).hold(name, 60_000);
  const unitOfWork = mount.get('database', UnitOfWork);
  await unitOfWork.run(() => unitOfWork.write((db) => db.query("UPDATE leases SET holder = 'another process'")));
}

function announce(mount: Mount, lockId: string): Promise<void> {
  const unitOfWork = mount.get('database', UnitOfWork);
  const signals = mount.get('locks', LockSignals);
  return unitOfWork.run(() => signals.announce(lockId));
}
