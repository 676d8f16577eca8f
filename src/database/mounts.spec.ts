import { Column, DataSource, Entity, EntitySchema, PrimaryColumn } from 'typeorm';
import { UnitOfWork } from './unit-of-work.js';

@Entity('notes')
class Note {
  @PrimaryColumn({ type: 'integer' })
  id: number;

  @Column({ type: 'varchar' })
  text: string;
}

/** Of this one there is no table with a prefix. */
@Entity('others')
class Other {
  @PrimaryColumn({ type: 'integer' })
  id: number;
}

class PrefixedNote extends Note {
  static readonly tablePrefix = 'my_';
}
const prefixed = new EntitySchema<Note>({
  name: 'Note',
  target: PrefixedNote,
  tableName: 'my_notes',
  columns: { id: { type: 'integer', primary: true }, text: { type: 'varchar' } },
});

describe('two mounts on one DataSource, which share its one connection on SQLite', () => {
  let dataSource: DataSource;
  let plain: UnitOfWork;
  let mine: UnitOfWork;

  beforeEach(async () => {
    const entities = [Note, Other, prefixed];
    dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities, synchronize: true });
    await dataSource.initialize();
    [plain, mine] = [new UnitOfWork(dataSource), new UnitOfWork(dataSource, 'my_')];
  });
  afterEach(() => dataSource.destroy());

  const insert = (unitOfWork: UnitOfWork, id: number) =>
    unitOfWork.write((db) => db.insert(Note, { id, text: String(id) }));
  const count = (unitOfWork: UnitOfWork) => unitOfWork.read((db) => db.count(Note));
  const counts = async () => [await count(plain), await count(mine)];

  it('know the same entity by tables of their own', async () => {
    await plain.run(() => insert(plain, 1));
    for (const id of [1, 2]) await mine.run(() => insert(mine, id));
    expect(await counts()).toEqual([1, 2]);
    expect(await mine.read((db) => db.findOneBy(Note, { id: 2 }))).toBeInstanceOf(Note);
    expect(await dataSource.query('SELECT id FROM notes UNION ALL SELECT id FROM my_notes')).toHaveLength(3);
  });

  it('take turns: 20 transactions at once all commit, and one that fails takes none of the other back', async () => {
    const work = Array.from({ length: 20 }, (_, id) => {
      const unitOfWork = id % 2 === 0 ? plain : mine;
      return unitOfWork.run(async () => {
        await insert(unitOfWork, id);
        await insert(unitOfWork, id + 100);
        if (id === 7) throw new Error('no');
      });
    });
    const failed = (await Promise.allSettled(work)).filter(({ status }) => status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(await counts()).toEqual([20, 18]);
  });

  it('join: a `run` of one inside a `run` of the other is part of it, to the commit and what follows it', async () => {
    const announce = jest.fn();
    const both = (fails: boolean) =>
      plain.run(async () => {
        await insert(plain, 1);
        await mine.run(async () => {
          await insert(mine, 1);
          mine.afterCommit(announce);
        });
        if (fails) throw new Error('no');
      });
    await expect(both(true)).rejects.toThrow('no');
    expect([await counts(), announce.mock.calls.length]).toEqual([[0, 0], 0]);
    await both(false);
    expect([await counts(), announce.mock.calls.length]).toEqual([[1, 1], 1]);
  });

  it("leave the host's own code its own entities, also in a transaction that begins while they work", async () => {
    const begun = dataSource.createQueryRunner();
    await Promise.all([count(mine), count(plain)]);
    await mine.run(() => insert(mine, 5));
    expect(await begun.manager.countBy(PrefixedNote, {})).toBe(1);
    expect(await begun.manager.count(Note)).toBe(0);
  });

  it('are refused where the DataSource has no tables with the prefix', () => {
    expect(() => new UnitOfWork(dataSource, 'other_')).toThrow("repriseEntities({ tablePrefix: 'other_' })");
  });

  it('never fall back to a table without the prefix', async () => {
    expect(await plain.read((db) => db.count(Other))).toBe(0);
    await expect(mine.read((db) => db.count(Other))).rejects.toThrow('No metadata for "Other" was found');
  });
});
