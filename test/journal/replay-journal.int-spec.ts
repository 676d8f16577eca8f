import { emptiedDatabase } from '../support/database.js';
import { openModules, type LibraryModules } from '../support/library-modules.js';

const ALICE = { tenantId: 'acme', userId: 'alice' };
const NOTED = {
  kind: 'analysis',
  subjectId: '019ab0c4-7e5a-7000-8000-000000000001',
  model: 'claude-sonnet-5-5',
  savedPicoUsd: 5n,
  createdAt: new Date('2026-11-23T12:00:00.000Z'),
} as const;

describe('replays that are noted at once', () => {
  const database = emptiedDatabase();
  let modules: LibraryModules;
  beforeEach(async () => void (modules = await openModules(database.current)));

  const note = () => modules.replays.note(ALICE, NOTED);
  const noteAtOnce = (count: number) => Promise.allSettled(Array.from({ length: count }, note));
  const told = async (count: number) => (await noteAtOnce(count)).map(({ status }) => status);
  const same = (count: number, status: string) => Array.from({ length: count }, () => status);

  async function counted(): Promise<{ replays: bigint; savedPicoUsd: bigint; rows: number }> {
    const span = { from: new Date('2026-11-23T00:00:00Z'), to: null };
    const [sum] = await modules.usage.sum(ALICE, { days: span, pieces: [] }, null, 1);
    const [row] = await modules.dataSource.query<{ n: string | number }[]>('SELECT count(*) AS n FROM replays');
    const { replays = 0n, savedPicoUsd = 0n } = sum?.usage ?? {};
    return { replays, savedPicoUsd, rows: Number(row?.n) };
  }

  it('are counted one by one, in a transaction or two for all of them', async () => {
    let commits = 0;
    const runner = jest.spyOn(modules.unitOfWork, 'run');
    expect(await told(300)).toEqual(same(300, 'fulfilled'));
    commits = runner.mock.calls.length;
    runner.mockRestore();
    expect(await counted()).toEqual({ replays: 300n, savedPicoUsd: 1500n, rows: 300 });
    expect(commits).toBeLessThanOrEqual(2);
  });

  it('are all told when their transaction is not committed, and none of them is counted', async () => {
    modules.faults.commits.push('fails');
    expect(await told(10)).toEqual(same(10, 'rejected'));
    expect(await counted()).toMatchObject({ replays: 0n, rows: 0 });
    expect(await told(3)).toEqual(same(3, 'fulfilled'));
    expect(await counted()).toMatchObject({ replays: 3n, rows: 3 });
  });

  it('are all told when no transaction can begin, and the next ones are not held up by them', async () => {
    modules.faults.isDown = true;
    expect(await told(10)).toEqual(same(10, 'rejected'));
    modules.faults.isDown = false;
    expect(await told(3)).toEqual(same(3, 'fulfilled'));
    expect(await counted()).toMatchObject({ replays: 3n, rows: 3 });
  });

  it('belong to a transaction that is under way, and go with it', async () => {
    const takenBack = new Error('taken back');
    const work = modules.unitOfWork.run(async () => {
      await note();
      throw takenBack;
    });
    await expect(work).rejects.toBe(takenBack);
    expect(await counted()).toMatchObject({ replays: 0n, rows: 0 });
  });
});
