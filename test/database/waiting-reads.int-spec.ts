import type { DataSource, DataSourceOptions } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { type Acting, actingAs } from '../../src/common/index.js';
import { openDataSource, UnitOfWork } from '../../src/database/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

const MORE_THAN_CONNECTIONS = 30;

describe('reads that wait for a connection', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeEach(async () => {
    database = await createDatabase();
    dataSource = await openDataSource(serviceDataSourceOptions(database.url) as DataSourceOptions, true);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const by = (tenantId: string, subject: string): Acting => ({
    identity: { tenantId, subject, role: 'user', userId: subject, keyId: null },
    address: '192.0.2.1',
    requestId: null,
  });
  const anybodyAt = (address: string): Acting => ({
    identity: { tenantId: 'default', subject: 'anybody', role: 'admin', userId: null, keyId: null },
    address,
    requestId: null,
  });

  it.each([
    ['another tenant', by('acme', 'alice'), by('umbrella', 'bob')],
    ['another user of the tenant', by('acme', 'alice'), by('acme', 'bob')],
    ['another address where nobody logs in', anybodyAt('192.0.2.1'), anybodyAt('192.0.2.2')],
  ])('of %s come right after the next of one who sent a hundred before', async (_, flood, other) => {
    const unitOfWork = new UnitOfWork(dataSource);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const holding = Array.from({ length: MORE_THAN_CONNECTIONS }, () =>
      actingAs(flood, () => unitOfWork.read(() => held)),
    );
    const order: string[] = [];
    const read = (acting: Acting, name: string) =>
      actingAs(acting, () => unitOfWork.read(async () => void order.push(name)));
    const flooding = Array.from({ length: 100 }, () => read(flood, 'flood'));
    const own = read(other, 'other');
    release();
    await Promise.all([...holding, ...flooding, own]);
    expect(order.indexOf('other')).toBeLessThan(MORE_THAN_CONNECTIONS);
  });
});
