import { Column, Entity, Index, type MigrationInterface, PrimaryColumn, type QueryRunner, Table } from 'typeorm';
import { AnalysisService, HistoryService } from '../../src/analysis/index.js';
import { DatabaseAuditTrail, SealerService, VerificationService } from '../../src/audit/index.js';
import { BudgetsService } from '../../src/budgets/index.js';
import { ConversationsService, TurnService } from '../../src/conversations/index.js';
import { HoldsService } from '../../src/holds/index.js';
import { ApiKeysService } from '../../src/identity/index.js';
import { ErasureService, RetentionService } from '../../src/privacy/index.js';
import { PreferencesService } from '../../src/preferences/index.js';
import { REPRISE_MIGRATIONS } from '../../src/schema/index.js';
import { UsageService } from '../../src/usage/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type Host, type Mount, openHost } from '../support/mounts.js';
import { tablesOf } from '../support/tables.js';

const PREFIX = 'reprise_';
const ALICE = { tenantId: 'acme', userId: 'alice' };
const DAY_MS = 86_400_000;

/** The host's tables and an index, which have the names of Reprise's tables and one of its indexes. */
@Entity('results')
@Index('idx_results_history', ['points'])
class Score {
  @PrimaryColumn({ type: 'integer' })
  id: number;

  @Column({ type: 'integer' })
  points: number;
}

@Entity('messages')
class Mail {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;
}

class CreateOwn1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const indices = [{ name: 'idx_results_history', columnNames: ['points'] }];
    const points = { name: 'points', type: 'integer' };
    await queryRunner.createTable(
      new Table({ name: 'results', columns: [{ name: 'id', type: 'integer', isPrimary: true }, points], indices }),
    );
    const id = { name: 'id', type: 'varchar', length: '36', isPrimary: true };
    await queryRunner.createTable(new Table({ name: 'messages', columns: [id] }));
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the host keeps what it has'));
  }
}

describe('a host that has tables called `results` and `messages`', () => {
  let database: TestDatabase;
  let host: Host;
  let mount: Mount;

  beforeEach(async () => {
    database = await createDatabase({ isEmpty: true });
    const own = { entities: [Score, Mail], migrations: [CreateOwn1700000000000] };
    host = await openHost(database, { ...own, prefixes: [PREFIX] });
    [mount] = host.mounts as [Mount];
    await host.dataSource.manager.insert(Score, { id: 1, points: 10 });
    await host.dataSource.manager.insert(Mail, { id: 'a letter' });
  });
  afterEach(async () => {
    await host.close();
    await database.drop();
  });

  const own = async () => [await host.dataSource.manager.find(Score), await host.dataSource.manager.find(Mail)];
  const OWN = [[{ id: 1, points: 10 }], [{ id: 'a letter' }]];

  it('can use every feature of Reprise beside them', async () => {
    await useEveryModule(mount);

    expect(await own()).toEqual(OWN);
    const others = (await tablesOf(host.dataSource)).filter((name) => !name.startsWith(PREFIX));
    expect(others).toEqual(['messages', 'migrations', 'results']);
  });

  it('loses nothing of its own when Reprise erases a user and expires old rows', async () => {
    await useEveryModule(mount);
    await mount.get('holds', HoldsService).release(ALICE);
    const { counts } = await mount.get('erasure', ErasureService).erase(ALICE);
    expect(counts).toMatchObject({ results: 2, messages: 8, conversations: 2, calls: 4, api_keys: 1, preferences: 1 });
    await mount.get('analysis', AnalysisService).analyze(ALICE, { text: 'asked once more' });
    host.clock.advance(40 * DAY_MS);
    await mount.get('retention', RetentionService).round();

    for (const table of ['results', 'conversations', 'messages', 'calls', 'replays', 'results_search']) {
      expect([table, await host.dataSource.query(`SELECT * FROM ${PREFIX}${table}`)]).toEqual([table, []]);
    }
    expect(await own()).toEqual(OWN);
  });

  it("keeps its tables when Reprise's migrations are reverted", async () => {
    await useEveryModule(mount);
    for (const _ of REPRISE_MIGRATIONS) await host.dataSource.undoLastMigration();

    expect(await tablesOf(host.dataSource)).toEqual(['messages', 'migrations', 'results']);
    expect(await own()).toEqual(OWN);
    await expect(host.dataSource.undoLastMigration()).rejects.toThrow('the host keeps what it has');
  });
});

/** Uses each of the modules. */
async function useEveryModule(mount: Mount): Promise<void> {
  await mount.get('preferences', PreferencesService).replace(ALICE, { language: 'en' });
  for (const holder of [ALICE, { ...ALICE, userId: null }]) {
    await mount.get('budgets', BudgetsService).set(holder, { limitPicoUsd: 10n ** 15n, period: 'day' });
  }
  await mount.get('identity', ApiKeysService).create('acme', { role: 'user', userId: 'alice' });
  await analyze(mount);
  await converse(mount);
  await mount.get('holds', HoldsService).set(ALICE, 'a case');
  const report = await mount.get('usage', UsageService).report(ALICE, { groupBy: 'kind' });
  expect(report.total).toMatchObject({ requests: 5n, replays: 1n, calls: 4n });
  await mount.get('audit', DatabaseAuditTrail).flush();
  await mount.get('audit', SealerService).seal();
  expect(await mount.get('audit', VerificationService).verify('acme')).toMatchObject({ valid: true, firstBad: null });
}

async function analyze(mount: Mount): Promise<void> {
  const analyses = mount.get('analysis', AnalysisService);
  const context = { idempotencyKey: 'once' };
  const first = await analyses.analyze(ALICE, { text: 'the quick brown fox' }, context);
  const again = await analyses.analyze(ALICE, { text: 'the quick brown fox' }, context);
  expect([first.cache, again.isIdempotentReplay, again.result.id]).toEqual(['miss', true, first.result.id]);
  expect((await analyses.analyze(ALICE, { text: 'the quick brown fox' })).cache).toBe('hit');
  await analyses.analyze(ALICE, { text: 'the lazy dog' });
  const history = mount.get('analysis', HistoryService);
  const found = await history.list(ALICE, { q: 'fox' }, { limit: 10, after: null });
  expect(found.rows.map(({ id }) => id)).toEqual([first.result.id]);
}

async function converse(mount: Mount): Promise<void> {
  const conversations = mount.get('conversations', ConversationsService);
  const turns = mount.get('conversations', TurnService);
  const { id } = await conversations.create(ALICE, { title: 'foxes' });
  await turns.post(ALICE, id, { content: 'who is quick?' });
  const turn = await turns.post(ALICE, id, { content: 'who is brown?' });
  await conversations.fork(ALICE, id, { messageId: turn.assistantMessage.id });
  const found = await conversations.list(ALICE, { q: 'brown' }, { limit: 10, after: null });
  expect(found.rows).toHaveLength(2);
}
