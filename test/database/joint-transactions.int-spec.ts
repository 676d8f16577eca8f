import { AsyncLocalStorage } from 'node:async_hooks';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { AuditEvent } from '../../src/audit/entities/audit-event.entity.js';
import { LockRepository } from '../../src/locks/lock.repository.js';
import { LocalLockSignals } from '../../src/locks/signals/local-lock-signals.js';
import { Database, findRows, inOneStep, insertRows, UnitOfWork } from '../../src/database/index.js';
import { NoEncryption } from '../../src/encryption/content-encryption.js';
import { emptiedDatabase } from '../support/database.js';
import { recordStatements } from '../support/statements.js';

declare const DIALECT: 'sqlite' | 'postgres';
/** On SQLite nobody else's transaction can be in the way. */
const onPostgres = DIALECT === 'postgres' ? it : it.skip;

const AT = new Date('2026-11-23T12:00:00.123Z');
const EVERYBODY = Array.from({ length: 10 }, (_, index) => index);

describe('transactions that are asked for at once', () => {
  const database = emptiedDatabase();
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;
  let statements: string[];

  beforeEach(async () => {
    dataSource = await new DataSource(serviceDataSourceOptions(database.current.url) as DataSourceOptions).initialize();
    unitOfWork = new UnitOfWork(dataSource);
    statements = recordStatements(dataSource);
  });
  afterEach(() => dataSource.destroy());

  const insert = (index: number) => unitOfWork.write((db) => insertRows(db, AuditEvent, [eventOf(index)]));
  const stored = async () => {
    const rows = await unitOfWork.read((db) => findRows(db, AuditEvent, () => 'ORDER BY id'));
    return rows.map(({ subjectId }) => Number(subjectId));
  };
  const ask = (statement: string) => unitOfWork.write((db) => db.query(statement));
  const statementsLike = (pattern: RegExp) => statements.filter((statement) => pattern.test(statement));

  it('are one transaction, in which what all of them insert is one statement', async () => {
    const results = await Promise.all(
      EVERYBODY.map((index) => unitOfWork.runTogether('test', async () => insert(index).then(() => index * 2))),
    );
    expect(results).toEqual(EVERYBODY.map((index) => index * 2));
    expect(statementsLike(/^COMMIT/)).toHaveLength(1);
    expect(statementsLike(/^INSERT/)).toHaveLength(1);
    expect(await stored()).toEqual(EVERYBODY);
  });

  it('are committed whole but for the one that fails, of which nothing is', async () => {
    const works = EVERYBODY.map((index) =>
      unitOfWork.runTogether('test', async () => {
        await insert(index);
        if (index === 3) throw new Error('not this one');
      }),
    );
    const outcomes = await Promise.allSettled(works);
    expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(EVERYBODY.map((index) => index === 3));
    expect(outcomes[3]).toMatchObject({ reason: { message: 'not this one' } });
    expect(await stored()).toEqual(EVERYBODY.filter((index) => index !== 3));
  });

  it('are committed whole but for the one whose statement the database refuses', async () => {
    await unitOfWork.run(() => insert(3));
    const works = EVERYBODY.map((index) =>
      unitOfWork.runTogether('test', async () => {
        await insert(index);
        await ask('SELECT 1');
      }),
    );
    const outcomes = await Promise.allSettled(works);
    expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(EVERYBODY.map((index) => index === 3));
    expect(await stored()).toEqual(EVERYBODY);
  });

  onPostgres.each(['40001', '40P01', '57014'])(
    'do not fail where others were in the way of one of them (%s)',
    async (code) => {
      let isFirst = true;
      const works = EVERYBODY.map((index) =>
        unitOfWork.runTogether('test', async () => {
          await insert(index);
          if (index !== 3 || !isFirst) return;
          isFirst = false;
          await ask(`DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '${code}'; END $$`);
        }),
      );
      await Promise.all(works);
      expect(await stored()).toEqual(EVERYBODY);
    },
  );

  it('send whatever else they do one statement after another, each with its own answer', async () => {
    const mostAtOnce = DIALECT === 'postgres' ? countAtOnce(dataSource) : () => 1;
    const answers = await Promise.all(
      EVERYBODY.map((index) => unitOfWork.runTogether('test', () => ask(`SELECT ${index} AS own`))),
    );
    expect(answers).toEqual(EVERYBODY.map((own) => [{ own }]));
    expect(mostAtOnce()).toBe(1);
  });

  it('give each what is its own of a step that is made for all', async () => {
    const sizes: number[] = [];
    const twice = (index: number) =>
      unitOfWork.write((db) =>
        inOneStep(db, 'twice', index, (all) => {
          sizes.push(all.length);
          return Promise.resolve(all.map((one) => one * 2));
        }),
      );
    const answers = await Promise.all(EVERYBODY.map((index) => unitOfWork.runTogether('test', () => twice(index))));
    expect(answers).toEqual(EVERYBODY.map((index) => index * 2));
    expect(await unitOfWork.run(() => twice(21))).toBe(42);
    expect(sizes).toEqual([EVERYBODY.length, 1]);
  });

  it('announce what each has done once it is committed, in the name of each, and never what was rolled back', async () => {
    const acting = new AsyncLocalStorage<number>();
    const told: string[] = [];
    const works = EVERYBODY.map((index) =>
      acting.run(index, () =>
        unitOfWork.runTogether('test', async () => {
          expect(acting.getStore()).toBe(index);
          await insert(index);
          unitOfWork.afterCommit(() =>
            told.push(`${index} by ${acting.getStore()}, ${unitOfWork.isRunning ? 'inside' : 'outside'}`),
          );
          if (index === 3) throw new Error('not this one');
        }),
      ),
    );
    await Promise.allSettled(works);
    const committed = EVERYBODY.filter((index) => index !== 3);
    expect(told.toSorted()).toEqual(committed.map((index) => `${index} by ${index}, outside`));
  });

  it('are committed once, also where what is announced of one of them fails', async () => {
    const works = EVERYBODY.map((index) =>
      unitOfWork.runTogether('test', async () => {
        await insert(index);
        unitOfWork.afterCommit(() => {
          if (index === 3) throw new Error('nobody listens');
        });
      }),
    );
    const outcomes = await Promise.allSettled(works);
    expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(EVERYBODY.map((index) => index === 3));
    expect(statementsLike(/^COMMIT/)).toHaveLength(1);
    expect(await stored()).toEqual(EVERYBODY);
  });

  it('join the one that is open already', async () => {
    const undone = unitOfWork.run(async () => {
      await Promise.all([1, 2].map((index) => unitOfWork.runTogether('test', () => insert(index))));
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await stored()).toEqual([]);
  });

  it('do last what they have to do last, once for all of them', async () => {
    const kind = {};
    const done: string[] = [];
    const last = (all: readonly number[]): Promise<void> => {
      done.push(`last: ${all.toSorted((one, other) => one - other).join(' ')}`);
      return insert(100);
    };
    await Promise.all(
      EVERYBODY.map((index) =>
        unitOfWork.runTogether('test', async () => {
          unitOfWork.beforeCommit(kind, [index], last);
          await insert(index);
          await ask('SELECT 1');
          done.push(`${index}`);
        }),
      ),
    );
    expect(done).toHaveLength(EVERYBODY.length + 1);
    expect(done.at(-1)).toBe(`last: ${EVERYBODY.join(' ')}`);
    expect(await stored()).toEqual([...EVERYBODY, 100]);
  });

  it('are rolled back where what they have to do last fails', async () => {
    const works = EVERYBODY.map((index) =>
      unitOfWork.runTogether('test', async () => {
        await insert(index);
        unitOfWork.beforeCommit('fails', [index], (all) =>
          all.includes(3) ? Promise.reject(new Error('not this one')) : Promise.resolve(),
        );
      }),
    );
    const outcomes = await Promise.allSettled(works);
    expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(EVERYBODY.map((index) => index === 3));
    expect(await stored()).toEqual(EVERYBODY.filter((index) => index !== 3));
  });

  onPostgres('never lock each other out where two replicas take and give up the same locks in any order', async () => {
    const options = serviceDataSourceOptions(database.current.url) as DataSourceOptions;
    const other = await new DataSource(options).initialize();
    const replicas = [unitOfWork, new UnitOfWork(other)].map((one) => ({
      one,
      locks: new LockRepository(new Database(one), one, new LocalLockSignals(one), new NoEncryption()),
    }));
    const owner = { tenantId: 'acme', userId: 'alice' };
    const heldUntil = new Date('2099-01-01T00:00:00Z');
    let [runs, works] = [0, 0];
    const together = <T>(one: UnitOfWork, kind: string, work: () => Promise<T>): Promise<T> => {
      works += 1;
      return one.runTogether(kind, () => ((runs += 1), work()));
    };
    const workers = replicas.flatMap((replica, place) =>
      EVERYBODY.map((index) => ({ ...replica, first: index + place })),
    );
    const work = async ({ one, locks, first }: (typeof workers)[number], name: number): Promise<void> => {
      for (let turn = 0; turn < 40; turn += 1) {
        const id = `lock-${(first * 7 + turn * 3) % EVERYBODY.length}`;
        const holder = `${name}-${turn}`;
        const lock = { id, fingerprint: null, holder, heldUntil };
        if (!(await together(one, 'lock', () => locks.tryHold(owner, lock, AT)))) continue;
        await locks.renew([lock], heldUntil);
        await together(one, 'settlement', () => locks.release(owner, id, holder));
      }
    };
    await Promise.all(workers.map(work));
    await other.destroy();
    expect(runs).toBe(works);
    expect(await dataSource.query('SELECT count(*) AS left FROM claims')).toEqual([{ left: '0' }]);
  });

  it('all fail while the database is away, and nobody after', async () => {
    await dataSource.destroy();
    const works = await Promise.allSettled(
      EVERYBODY.map((index) => unitOfWork.runTogether('test', () => insert(index))),
    );
    expect(works.map(({ status }) => status)).toEqual(Array(EVERYBODY.length).fill('rejected'));
    await dataSource.initialize();
    await Promise.all(EVERYBODY.map((index) => unitOfWork.runTogether('test', () => insert(index))));
    expect(await stored()).toEqual(EVERYBODY);
  });
});

/** @returns how many statements were under way at once, at most, on a connection that is lent from now on */
function countAtOnce({ driver }: DataSource): () => number {
  let most = 0;
  const { master } = driver as unknown as { master: { on(event: 'acquire', hear: (client: Client) => void): void } };
  master.on('acquire', (client) => {
    const query = client.query.bind(client);
    let underWay = 0;
    client.query = async (...statement) => {
      most = Math.max(most, (underWay += 1));
      try {
        return await query(...statement);
      } finally {
        underWay -= 1;
      }
    };
  });
  return () => most;
}

interface Client {
  query(...statement: unknown[]): Promise<unknown>;
}

function eventOf(index: number): AuditEvent {
  return {
    id: `019ab0c4-7e5a-7000-8000-${String(index).padStart(12, '0')}`,
    tenantId: 'acme',
    seq: null,
    at: AT,
    action: 'result.read',
    outcome: 'done',
    actorRole: null,
    actorKeyId: null,
    actorSubject: null,
    actorAddress: null,
    requestId: null,
    userId: null,
    subjectId: String(index),
    callIds: [],
    detail: {},
    sentDigest: null,
    receivedDigest: null,
    salt: 'salt',
    personDigest: 'digest',
    erasureId: null,
  };
}
