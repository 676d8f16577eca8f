import type { DataSource } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { openDataSource } from '../../src/database/index.js';
import { REPRISE_ENTITIES, REPRISE_MIGRATIONS } from '../../src/schema/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { drift, tablesOf } from '../support/tables.js';

/** Of each table an index, and a column that no index is about. */
const OF_EACH_TABLE: Readonly<Record<string, { readonly index?: string; readonly column: string }>> = {
  results: { index: 'idx_results_history', column: 'tokens_used' },
  calls: { index: 'idx_calls_pending', column: 'lease_holder' },
  replays: { index: 'idx_replays_owner', column: 'saved_pico_usd' },
  usage_days: { index: 'idx_usage_days_tenant', column: 'requests' },
  claims: { index: 'idx_claims_until', column: 'outcome' },
  conversations: { index: 'idx_conversations_activity', column: 'context_policy' },
  messages: { index: 'idx_messages_summaries', column: 'stop_reason' },
  api_keys: { index: 'idx_api_keys_tenant', column: 'hint' },
  user_preferences: { column: 'language' },
  budgets: { column: 'period' },
  audit_events: { index: 'idx_audit_events_unsealed', column: 'person_digest' },
  audit_seals: { index: 'idx_audit_seals_unmirrored', column: 'leaves' },
  leases: { column: 'holder' },
  data_keys: { index: 'idx_data_keys_master', column: 'wrapped_key' },
  erasures: { index: 'idx_erasures_open', column: 'quiet_since' },
  legal_holds: { column: 'reason' },
  database_identity: { column: 'id' },
};

describe('the schema', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createDatabase({ isEmpty: true });
    const options = serviceDataSourceOptions(database.url);
    if (!options) throw new Error(`${database.url} names no database`);
    dataSource = await openDataSource(options, true);
  });

  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('is after all migrations what the entities describe, to the last index', async () => {
    expect(await drift(dataSource)).toEqual([]);
  });

  it('would be caught drifting, in each of its tables', async () => {
    const names = REPRISE_ENTITIES.map((entity) => dataSource.getMetadata(entity).tableName);
    expect(Object.keys(OF_EACH_TABLE).sort()).toEqual(names.sort());
    for (const [table, { index, column }] of Object.entries(OF_EACH_TABLE)) {
      if (index) await dataSource.query(`DROP INDEX ${index}`);
      await dataSource.query(`ALTER TABLE ${table} RENAME COLUMN ${column} TO drifted`);
    }

    const statements = (await drift(dataSource)).join('\n');

    for (const { index, column } of Object.values(OF_EACH_TABLE)) {
      if (index) expect(statements).toContain(index);
      expect(statements).toContain(column);
    }
  });

  it('lets every migration be taken back, to an empty database, and run again', async () => {
    const before = await tablesOf(dataSource);

    for (const _ of REPRISE_MIGRATIONS) await dataSource.undoLastMigration();
    expect(await tablesOf(dataSource)).toEqual(['migrations']);
    expect(await dataSource.showMigrations()).toBe(true);

    await dataSource.runMigrations();
    expect(await tablesOf(dataSource)).toEqual(before);
    expect(await drift(dataSource)).toEqual([]);
  });

  it('maps every entity to a table that the migrations made', async () => {
    const made = await tablesOf(dataSource);
    for (const entity of REPRISE_ENTITIES) expect(made).toContain(dataSource.getMetadata(entity).tableName);
  });

  it('finds the few pending calls without reading all the others', async () => {
    const index =
      dataSource.options.type === 'postgres'
        ? "SELECT indexdef AS sql FROM pg_indexes WHERE indexname = 'idx_calls_pending'"
        : "SELECT sql FROM sqlite_master WHERE name = 'idx_calls_pending'";
    const [row] = await dataSource.query<{ sql: string }[]>(index);
    expect(row?.sql).toMatch(/WHERE .*status.*'pending'/);
  });

  it('keeps an analysis in `results` under the names the lesson gave its columns', async () => {
    const queryRunner = dataSource.createQueryRunner();
    const table = await queryRunner.getTable('results');
    await queryRunner.release();
    const columns = table?.columns.map(({ name }) => name);
    expect(columns).toEqual(
      expect.arrayContaining(['id', 'user_id', 'input_text', 'result', 'model', 'tokens_used', 'created_at']),
    );
    expect(table?.primaryColumns.map(({ name }) => name)).toEqual(['id']);
  });
});
