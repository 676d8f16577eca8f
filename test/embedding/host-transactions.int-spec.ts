import { DataSource } from 'typeorm';
import { UnitOfWork } from '../../src/database/index.js';
import {
  AnalysisService,
  ConversationsService,
  HistoryService,
  HostTransactionError,
  OpenTransactionError,
  PreferencesService,
  TurnService,
} from '../../src/index.js';
import { type Service, startService } from '../support/service.js';

declare const DIALECT: 'sqlite' | 'postgres';
const onPostgres = DIALECT === 'postgres' ? it : it.skip;
const onSqlite = DIALECT === 'sqlite' ? it : it.skip;

const ALICE = { tenantId: 'acme', userId: 'alice' };
const FIRST = { limit: 10, after: null };
const AGAIN = new Error('the host changes its mind');

let service: Service;
let host: DataSource;
beforeEach(async () => {
  service = await startService();
  host = service.app.get(DataSource);
  await host.query('CREATE TABLE host_orders (id integer PRIMARY KEY)');
});
afterEach(() => service.stop());

const get = <T>(type: abstract new (...args: never[]) => T) => service.app.get<T>(type, { strict: false });
const analyze = (text = 'hello') => get(AnalysisService).analyze(ALICE, { text });
const results = async () => (await get(HistoryService).list(ALICE, {}, FIRST)).rows.length;
const orders = async () => (await host.query<unknown[]>('SELECT id FROM host_orders')).length;
const order = (db: { query(sql: string): Promise<unknown> }, id: number) =>
  db.query(`INSERT INTO host_orders (id) VALUES (${id})`);

/** A step of a test, with a promise for the code that waits for it. */
function step(): { readonly done: Promise<void>; readonly reach: () => void } {
  let reach = (): void => undefined;
  return { done: new Promise<void>((resolve) => (reach = resolve)), reach: () => reach() };
}

describe('a call to Claude', () => {
  it('is refused inside a transaction of Reprise, before anything is sent', async () => {
    const { id } = await get(ConversationsService).create(ALICE, {});
    await expect(get(UnitOfWork).run(() => analyze())).rejects.toBeInstanceOf(OpenTransactionError);
    const post = () => get(TurnService).post(ALICE, id, { content: 'hello' });
    await expect(get(UnitOfWork).run(post)).rejects.toBeInstanceOf(OpenTransactionError);
    expect(await service.claude.requests()).toHaveLength(0);
  });

  onSqlite('is refused inside a host’s transaction on the shared connection, before anything is sent', async () => {
    const buy = host.transaction(async (db) => {
      await order(db, 1);
      await analyze();
    });
    await expect(buy).rejects.toBeInstanceOf(HostTransactionError);
    expect(await service.claude.requests()).toHaveLength(0);
    expect([await orders(), await results()]).toEqual([0, 0]);
    await analyze();
    expect(await results()).toBe(1);
  });

  onPostgres('inside a host’s transaction is committed separately: the host’s rollback does not undo it', async () => {
    const buy = host.transaction(async (db) => {
      await order(db, 1);
      await analyze();
      throw AGAIN;
    });
    await expect(buy).rejects.toBe(AGAIN);
    expect([await orders(), await results()]).toEqual([0, 1]);
  });
});

describe('a concurrent transaction of the host', () => {
  it('undoes nothing of Reprise when it is rolled back', async () => {
    const [begun, end] = [step(), step()];
    const buy = host.transaction(async (db) => {
      await order(db, 1);
      begun.reach();
      await end.done;
      throw AGAIN;
    });
    await begun.done;
    const kept = get(PreferencesService).replace(ALICE, { language: 'de' });
    end.reach();
    await expect(buy).rejects.toBe(AGAIN);
    expect((await kept).version).toBe(1);
    expect([await orders(), (await get(PreferencesService).find(ALICE)).version]).toEqual([0, 1]);
  });

  it('that begins inside a transaction of Reprise is committed or rolled back independently', async () => {
    const [begun, end] = [step(), step()];
    const ours = get(UnitOfWork).run(async () => {
      await get(PreferencesService).replace(ALICE, { language: 'de' });
      begun.reach();
      await end.done;
      throw AGAIN;
    });
    await begun.done;
    const buys = [1, 2, 3].map((id) => host.transaction((db) => order(db, id)));
    end.reach();
    await expect(ours).rejects.toBe(AGAIN);
    await Promise.all(buys);
    expect([await orders(), (await get(PreferencesService).find(ALICE)).version]).toEqual([3, 0]);
  });

  it('and many transactions of Reprise all complete', async () => {
    const ask = Array.from({ length: 10 }, (_, n) => analyze(`text ${n}`));
    const buy = Array.from({ length: 10 }, (_, id) => () => host.transaction((db) => order(db, id)));
    const bought = buy.reduce<Promise<unknown>>((before, next) => before.then(next), Promise.resolve());
    await Promise.all([...ask, bought]);
    expect([await orders(), await results()]).toEqual([10, 10]);
  });

  it('that could not begin does not block Reprise', async () => {
    const broken = host.createQueryRunner();
    await broken.startTransaction();
    await broken.query('COMMIT');
    await analyze();
    expect(await results()).toBe(1);
    if (DIALECT === 'postgres') await broken.release();
  });
});
