import { AsyncLocalStorage } from 'node:async_hooks';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { isUnavailable } from './database.errors.js';
import { UnitOfWork } from './unit-of-work.js';

@Entity('notes')
class Note {
  @PrimaryColumn({ type: 'integer' })
  id: number;

  @Column({ type: 'varchar' })
  text: string;
}

/** Runs like another request, outside of the surrounding transaction. */
const outside = AsyncLocalStorage.snapshot();

describe('UnitOfWork on SQLite, which has one connection', () => {
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;

  beforeEach(async () => {
    dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [Note], synchronize: true });
    unitOfWork = new UnitOfWork(await dataSource.initialize());
  });
  afterEach(() => dataSource.destroy());

  const insert = (id: number) => unitOfWork.write((db) => db.insert(Note, { id, text: String(id) }));
  const count = () => unitOfWork.read((db) => db.count(Note));

  it('commits 20 transactions that start at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, id) => unitOfWork.run(() => insert(id))));
    expect(await count()).toBe(20);
  });

  it('is in the transaction of its own DataSource only, also where that of another one surrounds it or is inside', async () => {
    const other = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [Note], synchronize: true });
    const otherUnit = new UnitOfWork(await other.initialize());
    await unitOfWork.run(async () => {
      expect([unitOfWork.isRunning, otherUnit.isRunning]).toEqual([true, false]);
      await insert(1);
      const inside = otherUnit.run(async () => {
        expect([unitOfWork.isRunning, otherUnit.isRunning]).toEqual([true, true]);
        await insert(2);
        await otherUnit.write((db) => db.insert(Note, { id: 3, text: '3' }));
        throw new Error('no');
      });
      await expect(inside).rejects.toThrow('no');
    });
    expect(await count()).toBe(2);
    expect(await otherUnit.read((db) => db.count(Note))).toBe(0);
    await other.destroy();
  });

  it('rolls back the one that fails and none of its neighbours', async () => {
    const work = [1, 2, 3, 4].map((id) =>
      unitOfWork.run(async () => {
        await insert(id);
        await insert(id + 10);
        if (id === 2) throw new Error('no');
      }),
    );
    expect((await Promise.allSettled(work)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await count()).toBe(6);
  });

  it('never shows a reader what may still be rolled back', async () => {
    let seen: Promise<number> | undefined;
    const failing = unitOfWork.run(async () => {
      await insert(1);
      seen = outside(count);
      await insert(2);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await seen).toBe(0);
  });

  it('shows a transaction its own rows, and joins an inner `run` to the outer one', async () => {
    await unitOfWork.run(async () => {
      await insert(1);
      await unitOfWork.run(() => insert(2));
      expect(await count()).toBe(2);
    });
    expect(await count()).toBe(2);
  });

  it('refuses a write outside of a transaction', () => {
    expect(() => insert(1)).toThrow('write outside UnitOfWork.run');
  });
});

describe('what follows a commit', () => {
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;

  beforeEach(async () => {
    dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [Note], synchronize: true });
    unitOfWork = new UnitOfWork(await dataSource.initialize());
  });
  afterEach(() => dataSource.destroy());

  it('runs once all of it is there, and after an inner `run` only with the outer one', async () => {
    const seen: string[] = [];
    await unitOfWork.run(async () => {
      await unitOfWork.run(async () => unitOfWork.afterCommit(() => seen.push('announced')));
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual(['announced']);
  });

  it('never runs when it is rolled back', async () => {
    const announce = jest.fn();
    const failing = unitOfWork.run(async () => {
      unitOfWork.afterCommit(announce);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(announce).not.toHaveBeenCalled();
  });

  it('belongs to a transaction', () => {
    expect(() => unitOfWork.afterCommit(() => undefined)).toThrow('afterCommit outside UnitOfWork.run');
  });
});

describe('a database that cannot be reached', () => {
  const broken = (name: string, fields: object = {}) => Object.assign(new Error('no'), { name, ...fields });

  it.each([
    ['reset', broken('Error', { code: 'ECONNRESET' })],
    ['shut down', broken('error', { code: '57P01' })],
    ['in class 08', broken('error', { code: '08006' })],
    ['without room for a connection', broken('error', { code: '53300' })],
    ['where a deadlock was resolved at our cost', broken('error', { code: '40P01' })],
    ['whose connection broke between two statements', broken('QueryRunnerAlreadyReleasedError')],
    ['wrapped by TypeORM', broken('QueryFailedError', { driverError: broken('error', { code: '57P03' }) })],
    ['locked by another process', broken('SqliteError', { code: 'SQLITE_BUSY' })],
  ])('is told from a query that is wrong: %s', (_, error) => expect(isUnavailable(error)).toBe(true));

  it.each([
    ['a constraint', broken('error', { code: '23505' })],
    ['a syntax error', broken('error', { code: '42601' })],
    ['a mistake of ours', new TypeError('x is not a function')],
    ['no error', 'ECONNRESET'],
  ])('is not %s', (_, error) => expect(isUnavailable(error)).toBe(false));
});
