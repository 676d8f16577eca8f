import { DataSource, type DataSourceOptions, type ObjectLiteral } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import type { Owner } from '../../src/common/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { UserPreferences } from '../../src/preferences/entities/user-preferences.entity.js';
import { emptiedDatabase } from '../support/database.js';
import { recordStatements } from '../support/statements.js';

declare const DIALECT: 'sqlite' | 'postgres';
/** SQLite answers in the process itself: one statement for each costs it little. */
const onPostgres = DIALECT === 'postgres' ? it : it.skip;

const TENANTS = ['acme', 'umbrella', 'o\'neil, "{}" \\ 🦊', 'NULL'];
const USERS = Array.from({ length: 60 }, (_, user) => `user-${user}`);
const EVERYBODY: readonly Owner[] = TENANTS.flatMap((tenantId) => USERS.map((userId) => ({ tenantId, userId })));
/** Of the first there is nothing, of the second there is. */
const [NOBODY, SOMEBODY] = EVERYBODY as [Owner, Owner];
const AT = new Date('2026-11-23T12:00:00.123Z');

describe('look-ups that are asked for at once', () => {
  const database = emptiedDatabase();
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;
  let statements: string[];

  beforeEach(async () => {
    const options = serviceDataSourceOptions(database.current.url) as DataSourceOptions;
    dataSource = await new DataSource(options).initialize();
    unitOfWork = new UnitOfWork(dataSource);
    // Of every third user there is nothing.
    const known = EVERYBODY.filter((_, index) => index % 3 !== 0).map((owner) => preferencesOf(owner));
    await unitOfWork.run(() => unitOfWork.write((db) => db.insert<ObjectLiteral>(UserPreferences, known)));
    statements = recordStatements(dataSource);
  });
  afterEach(() => dataSource.destroy());

  const find = ({ tenantId, userId }: Owner) =>
    unitOfWork.lookUp(
      UserPreferences,
      (values) => `WHERE tenant_id = ${values.place(tenantId)} AND user_id = ${values.place(userId)}`,
    );

  it('find for everybody what is theirs, and nothing for who has nothing', async () => {
    const byTypeOrm = await unitOfWork.read((db) => db.findOneByOrFail<ObjectLiteral>(UserPreferences, SOMEBODY));
    const found = await Promise.all(EVERYBODY.map(find));
    expect(found).toEqual(EVERYBODY.map((owner, index) => (index % 3 === 0 ? null : preferencesOf(owner))));
    expect(found[1]).toStrictEqual(byTypeOrm);
  });

  onPostgres('are made by one statement for a hundred', async () => {
    const [some, others] = [EVERYBODY.slice(0, 50), EVERYBODY.slice(50, 100)];
    await Promise.all([...some, ...some, ...others].map(find));
    expect(statements).toHaveLength(1);
    await Promise.all(EVERYBODY.map(find));
    expect(statements).toHaveLength(1 + Math.ceil(EVERYBODY.length / 100));
  });

  it('are made once for all who ask the same, each of whom gets an entity of its own', async () => {
    const found = await Promise.all([SOMEBODY, SOMEBODY, SOMEBODY].map(find));
    expect(statements).toHaveLength(1);
    expect(found).toEqual(Array(3).fill(preferencesOf(SOMEBODY)));
    expect(found[0]).not.toBe(found[1]);
  });

  it('find for everybody several rows in the order of each, and as many as each wants at most', async () => {
    const findSome = (tenantId: string) =>
      unitOfWork.lookUpAll(
        UserPreferences,
        (values) => `WHERE tenant_id = ${values.place(tenantId)} ORDER BY user_id DESC LIMIT 5`,
      );
    const found = await Promise.all([...TENANTS, 'nowhere', ...TENANTS].map(findSome));
    const wanted = TENANTS.map((tenantId) => {
      const known = EVERYBODY.filter((owner, index) => owner.tenantId === tenantId && index % 3 !== 0);
      const last = known.toSorted((one, other) => (one.userId < other.userId ? 1 : -1)).slice(0, 5);
      return last.map((owner) => preferencesOf(owner));
    });
    expect(found).toEqual([...wanted, [], ...wanted]);
  });

  it('see what was committed before they were asked', async () => {
    const early = find(NOBODY);
    await unitOfWork.run(() =>
      unitOfWork.write((db) => db.insert<ObjectLiteral>(UserPreferences, preferencesOf(NOBODY))),
    );
    expect(await find(NOBODY)).toEqual(preferencesOf(NOBODY));
    await early;
  });

  it('inside a transaction see its rows, and nobody outside of it does', async () => {
    const undone = unitOfWork.run(async () => {
      await unitOfWork.write((db) => db.insert<ObjectLiteral>(UserPreferences, preferencesOf(NOBODY)));
      expect(await find(NOBODY)).toEqual(preferencesOf(NOBODY));
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await find(NOBODY)).toBeNull();
  });

  onPostgres('fail for nobody else when one of them asks for what no text can be', async () => {
    const asked = [...EVERYBODY.slice(0, 10), { tenantId: 'acme', userId: 'a\u0000b' }];
    const found = await Promise.allSettled(asked.map(find));
    expect(found.map(({ status }) => status)).toEqual([...Array<string>(10).fill('fulfilled'), 'rejected']);
    expect(found[1]).toMatchObject({ value: preferencesOf(SOMEBODY) });
  });

  it('fail for all of them while the database is away, and for nobody after', async () => {
    await dataSource.destroy();
    const failed = await Promise.allSettled(EVERYBODY.slice(0, 10).map(find));
    expect(failed.map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
    await dataSource.initialize();
    expect(await Promise.all(EVERYBODY.slice(0, 2).map(find))).toEqual([null, preferencesOf(SOMEBODY)]);
  });
});

/** What the user prefers, which nobody else does. */
function preferencesOf({ tenantId, userId }: Owner): UserPreferences {
  return {
    tenantId,
    userId,
    keyId: null,
    model: null,
    maxTokens: 100,
    effort: 'low',
    language: null,
    system: `of ${userId} at ${tenantId}`,
    profile: { name: userId },
    version: 1,
    updatedAt: AT,
  };
}
