import { DataSource } from 'typeorm';
import { records } from '../support/audit.js';
import { createDatabase } from '../support/database.js';
import { hold, release } from '../support/holds.js';
import { DAY_MS, expire, manyResults, retentionMetrics } from '../support/retention.js';
import { count, until } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';

const ENV = { RETENTION_DAYS: '30', CACHE_TTL_SECONDS: '31536000' };

describe('the retention', () => {
  let service: Service;
  beforeEach(async () => void (service = await startService({ env: ENV })));
  afterEach(() => service.stop());

  const rowsOf = (table: string) => count(service.database, `SELECT count(*) FROM ${table}`);
  const expired = async () => (await records(service)).filter(({ action }) => action.endsWith('.expired'));

  it('keeps a result for its days to the millisecond; then it is in no list, no search, no replay, and recorded', async () => {
    const { body: result } = await service.analyze('alice', { text: 'a quick fox' }).expect(201);
    service.clock.advance(30 * DAY_MS);
    await expire(service);
    await service.call('GET', `/results/${result.id}`).expect(200);
    await service.analyze('alice', { text: 'a quick fox' }).expect(200);

    service.clock.advance(1);
    await expire(service);
    await service.call('GET', `/results/${result.id}`).expect(404);
    expect((await service.call('GET', '/history/alice').expect(200)).body.data).toEqual([]);
    expect((await service.call('GET', '/history/alice?q=fox').expect(200)).body.data).toEqual([]);
    expect(await rowsOf('results_search')).toBe(0);
    await service.analyze('alice', { text: 'a quick fox' }).expect(201);
    expect(await expired()).toMatchObject([
      {
        action: 'content.expired',
        user_id: 'alice',
        outcome: 'done',
        actor_role: null,
        detail: { kind: 'results', count: 1, ids: [result.id] },
      },
    ]);
  });

  it('keeps a conversation as long as its last message, then erases all of it; preferences are not aged', async () => {
    await service.call('PUT', '/users/alice/preferences').send({ language: 'de' }).expect(200);
    const { body: talk } = await service.call('POST', '/conversations').send({ user_id: 'alice', title: 'Lisbon' });
    const post = (content: string) => service.call('POST', `/conversations/${talk.id}/messages`).send({ content });
    await post('in May?').expect(201);
    service.clock.advance(20 * DAY_MS);
    await post('or in June?').expect(201);
    service.clock.advance(30 * DAY_MS);
    await expire(service);
    expect(await rowsOf('messages')).toBe(4);

    service.clock.advance(1);
    await expire(service);
    await service.call('GET', `/conversations/${talk.id}`).expect(404);
    expect((await service.call('GET', '/conversations?user_id=alice&q=june').expect(200)).body.data).toEqual([]);
    for (const table of ['conversations', 'messages', 'conversations_search']) expect(await rowsOf(table)).toBe(0);
    expect((await service.call('GET', '/users/alice/preferences').expect(200)).body.language).toBe('de');
    expect(await expired()).toMatchObject([{ user_id: 'alice', detail: { kind: 'conversations', count: 1 } }]);
  });

  it('passes by what is held, of this user only, and erases it once it is released', async () => {
    const ids: string[] = [];
    for (const user of ['alice', 'bob']) {
      ids.push((await service.analyze(user, { text: `of ${user}` }).expect(201)).body.id as string);
      await service.call('POST', '/conversations').send({ user_id: user }).expect(201);
    }
    await hold(service, 'alice');
    service.clock.advance(31 * DAY_MS);
    await expire(service);
    await service.call('GET', `/results/${ids[0]}`).expect(200);
    await service.call('GET', `/results/${ids[1]}`).expect(404);
    expect(await rowsOf('conversations')).toBe(1);

    await release(service, 'alice');
    await expire(service);
    await service.call('GET', `/results/${ids[0]}`).expect(404);
    expect(await rowsOf('conversations')).toBe(0);
  });

  it('erases for every tenant, and holds of one keep nothing of a user of that name in another', async () => {
    const { body } = await service.analyze('alice', { text: 'mine' }).expect(201);
    await manyResults(service, body.id as string, { userId: 'alice', tenantId: 'globex', count: 3 });
    await hold(service, 'alice');
    service.clock.advance(31 * DAY_MS);
    await expire(service);
    expect(await rowsOf("results WHERE tenant_id = 'globex'")).toBe(0);
    expect(await rowsOf("results WHERE tenant_id = 'default'")).toBe(1);
    expect((await expired()).map(({ tenant_id, user_id }) => [tenant_id, user_id])).toEqual([['globex', 'alice']]);
  });

  it('takes 200 rows at a time, each recorded with what it erased, and tells how many are waiting', async () => {
    const { body } = await service.analyze('alice', { text: 'one' }).expect(201);
    await manyResults(service, body.id as string, { userId: 'bob', count: 450 });
    await hold(service, 'alice');
    expect(await retentionMetrics(service)).toEqual([]);
    service.clock.advance(31 * DAY_MS);
    await expire(service);
    const details = (await expired()).map(({ detail }) => detail as { count: number; ids: string[] });
    expect(details.map(({ count: rows }) => rows).sort((a, b) => a - b)).toEqual([50, 200, 200]);
    expect(Math.max(...details.map(({ ids }) => ids.length))).toBe(100);
    expect(await retentionMetrics(service)).toEqual([
      'reprise_retention_backlog{kind="results"} 0',
      'reprise_retention_backlog{kind="conversations"} 0',
      `reprise_retention_last_run_timestamp_seconds ${service.clock.now().getTime() / 1_000}`,
    ]);
  });

  it('is disabled by default', async () => {
    const forever = await startService({ env: { CACHE_TTL_SECONDS: '0' } });
    const { body } = await forever.analyze('alice', { text: 'kept' }).expect(201);
    forever.clock.advance(36_500 * DAY_MS);
    await expire(forever);
    await forever.call('GET', `/results/${body.id}`).expect(200);
    expect(await retentionMetrics(forever)).toEqual([]);
    await forever.stop();
  });
});

describe('the retention among replicas', () => {
  it('is done by one of them, each row once, and by the other as soon as that one has stopped', async () => {
    const database = await createDatabase();
    const one = await startService({ env: ENV, database });
    const other = await startService({ env: ENV, database, clock: one.clock });
    const { body } = await one.analyze('alice', { text: 'one' }).expect(201);
    await manyResults(one, body.id as string, { userId: 'bob', count: 900 });
    one.clock.advance(31 * DAY_MS);
    // Two in one process would wait for each other's lock on the file.
    if (database.dialect === 'postgres') await Promise.all([expire(one), expire(other)]);
    else for (const each of [one, other]) await expire(each);
    const counts = (await records(one)).filter(({ action }) => action === 'content.expired');
    expect(counts.reduce((sum, { detail }) => sum + (detail['count'] as number), 0)).toBe(901);
    expect(await count(database, 'SELECT count(*) FROM results')).toBe(0);
    const runs = await Promise.all([one, other].map(async (each) => (await retentionMetrics(each)).length));
    expect(runs.sort()).toEqual([0, 3]);

    const [runner, waiting] = (await retentionMetrics(one)).length > 0 ? [one, other] : [other, one];
    await runner.stop();
    await waiting.analyze('alice', { text: 'two' }).expect(201);
    waiting.clock.advance(31 * DAY_MS);
    await expire(waiting);
    expect(await count(database, 'SELECT count(*) FROM results')).toBe(0);
    await waiting.stop();
    await database.drop();
  });

  it('stops between two batches when its process does, and is taken up where it was', async () => {
    const database = await createDatabase();
    const one = await startService({ env: ENV, database });
    const { body } = await one.analyze('alice', { text: 'one' }).expect(201);
    await manyResults(one, body.id as string, { userId: 'bob', count: 3_000 });
    one.clock.advance(31 * DAY_MS);
    const left = () => count(database, 'SELECT count(*) FROM results');
    const round = expire(one);
    await until('a batch is committed', 10_000, async () => (await left()) < 3_001);
    await Promise.all([one.stop(), round]);
    const rest = await left();
    expect(rest).toBeGreaterThan(0);
    expect((3_001 - rest) % 200).toBe(0);

    const other = await startService({ env: ENV, database, clock: one.clock });
    await expire(other);
    expect(await left()).toBe(0);
    const gone = (await records(other)).filter(({ action }) => action === 'content.expired');
    expect(gone.reduce((sum, { detail }) => sum + (detail['count'] as number), 0)).toBe(3_001);
    await other.stop();
    await database.drop();
  });

  it('waits for the lease of a process that was killed to run out', async () => {
    const service = await startService({ env: ENV });
    const { body } = await service.analyze('alice', { text: 'one' }).expect(201);
    service.clock.advance(31 * DAY_MS);
    const until_ = new Date(service.clock.now().getTime() + 150_000).toISOString();
    await service.app
      .get(DataSource)
      .query(`INSERT INTO leases (name, holder, held_until) VALUES ('retention', 'somebody who is gone', '${until_}')`);
    await expire(service);
    await service.call('GET', `/results/${body.id}`).expect(200);
    service.clock.advance(150_001);
    await expire(service);
    await service.call('GET', `/results/${body.id}`).expect(404);
    await service.stop();
  });
});
