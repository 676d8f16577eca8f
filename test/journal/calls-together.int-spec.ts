import type { DataSource, DataSourceOptions } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { Database, findRows, openDataSource, UnitOfWork } from '../../src/database/index.js';
import { CallRepository } from '../../src/journal/call.repository.js';
import { Call } from '../../src/journal/entities/call.entity.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

const AT = new Date('2026-11-23T12:00:00.123Z');
const ENDED = new Date('2026-11-23T12:00:07.456Z');
const YEAR_MS = 366 * 86_400_000;
const HOLDER = 'this-process';
const OWNER = { tenantId: 'acme', userId: 'alice' };

describe('calls that end together', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;
  let calls: CallRepository;

  beforeEach(async () => {
    database = await createDatabase();
    dataSource = await openDataSource(serviceDataSourceOptions(database.url) as DataSourceOptions, true);
    unitOfWork = new UnitOfWork(dataSource);
    calls = new CallRepository(new Database(unitOfWork), unitOfWork);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('end each as it ended, also where one lost its lease, one is of another tenant, and one is held by another process', async () => {
    await unitOfWork.run(async () => {
      for (const id of ['one', 'two', 'lost', 'foreign']) await calls.insert(OWNER, pending(id));
      await calls.insert(OWNER, { ...pending('held'), leaseHolder: 'another-process' });
      await unitOfWork.write((db) => db.update(Call, { id: 'lost' }, { leaseUntil: AT }));
      await calls.interruptExpired(ENDED, 100 * YEAR_MS, () => false);
    });
    const settle = (id: string, errorCode: string, tenantId = OWNER.tenantId) =>
      unitOfWork.runTogether('settlement', async () => {
        const end = {
          status: 'failed',
          endedAt: ENDED,
          errorCode,
          claudeRequestId: `req-${id}`,
          reply: null,
          mayBeBilled: false,
        } as const;
        return (await calls.settle({ ...OWNER, tenantId }, id, HOLDER, end)).as;
      });
    const settled = await Promise.all([
      settle('two', 'second'),
      settle('one', 'first'),
      settle('lost', 'third'),
      settle('foreign', 'fourth', 'umbrella'),
      settle('held', 'fifth'),
    ]);
    expect(settled).toEqual(['settled', 'settled', 'late', 'known', 'known']);
    const rows = await unitOfWork.read((db) => findRows(db, Call, () => 'ORDER BY id'));
    const seen = rows.map(({ id, status, errorCode, claudeRequestId, endedAt }) => ({
      id,
      status,
      errorCode,
      claudeRequestId,
      endedAt,
    }));
    const untouched = { status: 'pending', errorCode: null, claudeRequestId: null, endedAt: null };
    expect(seen).toEqual([
      { id: 'foreign', ...untouched },
      { id: 'held', ...untouched },
      { id: 'lost', status: 'failed', errorCode: 'third', claudeRequestId: 'req-lost', endedAt: ENDED },
      { id: 'one', status: 'failed', errorCode: 'first', claudeRequestId: 'req-one', endedAt: ENDED },
      { id: 'two', status: 'failed', errorCode: 'second', claudeRequestId: 'req-two', endedAt: ENDED },
    ]);
  });
});

function pending(id: string): Omit<Call, 'tenantId' | 'userId'> {
  return {
    id,
    kind: 'analysis',
    subjectId: id,
    requestDigest: 'digest',
    attempt: 1,
    model: 'claude-sonnet-5-5',
    status: 'pending',
    leaseHolder: HOLDER,
    leaseUntil: new Date('2099-01-01T00:00:00Z'),
    startedAt: AT,
    endedAt: null,
    errorCode: null,
    claudeRequestId: null,
    answeredModel: null,
    serviceTier: null,
    inputTokens: 0,
    outputTokens: 0,
    cacheCreationInputTokens: 0,
    cacheCreation1hInputTokens: 0,
    cacheReadInputTokens: 0,
    usageBasis: 'reported',
    costPicoUsd: null,
    reservedPicoUsd: null,
    reservedUntil: null,
  };
}
