// Rows in large numbers, made inside the database by statements that both databases understand.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { TENANT } from './program.mjs';

const require = createRequire(import.meta.url);
const USERS = 1_000;
/** Over how many rows a tenant's numbers of a day are spread when its calls are added up one by one. */
const SLOTS = 8;
/** The month that every call and every result is of. */
export const MONTH = 'from=2026-11-01&to=2026-12-01';

const COUNTED = [
  'requests',
  'replays',
  'calls',
  'interrupted_calls',
  'unpriced_calls',
  'unpriced_replays',
  'input_tokens',
  'output_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'billed_pico_usd',
  'saved_pico_usd',
].join(', ');
const NUMBERS = (size) => `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${size} - 1)`;
const TWO_DIGITS = (number) => `substr('0' || CAST(${number} AS TEXT), length(CAST(${number} AS TEXT)), 2)`;
const AT = `'2026-11-' || ${TWO_DIGITS('1 + (i / 7) % 30')} || 'T12:00:00.' || CAST(100 + (i / 1000) % 900 AS TEXT) || 'Z'`;

/** Opens a database for work that may take its time, migrated. */
export async function openForFilling(url) {
  const { openDataSource, unhurried } = require('../../dist/database/index.js');
  const { serviceDataSourceOptions } = require('../../dist/app/data-source-options.js');
  return openDataSource(unhurried(serviceDataSourceOptions(url)), true);
}

/**
 * Calls of a month, by 1,000 users, made before the table of days was; the migration adds them up.
 * @returns how long that took, in milliseconds
 */
export async function fillCalls(url, size) {
  const dataSource = await openForFilling(url);
  const hasDays = () =>
    dataSource.query('SELECT count(*) FROM usage_days').then(
      () => true,
      () => false,
    );
  while (await hasDays()) await dataSource.undoLastMigration();
  await withoutIndexes(dataSource, 'calls', () => dataSource.query(calls(size)));
  const start = performance.now();
  await dataSource.runMigrations();
  const took = performance.now() - start;
  // As many rows as a tenant has whose calls were added up one by one.
  for (let slot = 1; slot < SLOTS; slot += 1) await dataSource.query(copyOfTenant(slot));
  await tidyUp(dataSource);
  return took;
}

/**
 * @param user whose each result is, in SQL over its number `i`
 * @param sentences how long each text and each answer is; a result of eight takes about a kilobyte
 */
export async function fillResults(url, size, user, sentences = 8) {
  const dataSource = await openForFilling(url);
  await withoutIndexes(dataSource, 'results', () => dataSource.query(results(size, user, sentences)));
  await tidyUp(dataSource);
}

/** A tenth of all rows is Alice's; the others are shared by 1,000 users. */
export const TENTH_OF_ALICE = `CASE WHEN i % 10 = 0 THEN 'alice' ELSE 'user-' || (i % ${USERS}) END`;
/** Some of those. */
export const OTHERS = Array.from({ length: 100 }, (_, i) => `user-${i}`).filter((_, i) => i % 10 !== 0);

/** What the database would do by itself later, in the middle of a measurement. */
async function tidyUp(dataSource) {
  await dataSource.query(dataSource.options.type === 'postgres' ? 'VACUUM ANALYZE' : 'ANALYZE');
  await dataSource.destroy();
}

/** An index is built faster at once than row by row; on SQLite what is filled is small enough. */
async function withoutIndexes(dataSource, table, work) {
  if (dataSource.options.type !== 'postgres') return work();
  const sql = `SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = $1 AND indexname LIKE 'idx\\_%'`;
  const indexes = await dataSource.query(sql, [table]);
  for (const { name } of indexes) await dataSource.query(`DROP INDEX ${name}`);
  await work();
  for (const { sql: create } of indexes) await dataSource.query(create);
}

function calls(size) {
  return `
  INSERT INTO calls (id, tenant_id, user_id, kind, subject_id, request_digest, attempt, model, status, lease_holder,
                     lease_until, started_at, ended_at, input_tokens, output_tokens, cost_pico_usd)
  ${NUMBERS(size)}
  SELECT 'call-' || i, '${TENANT}', 'user-' || (i % ${USERS}), CASE WHEN i % 3 = 0 THEN 'message' ELSE 'analysis' END,
         'subject-' || i, 'digest', 1, CASE WHEN i % 2 = 0 THEN 'claude-sonnet-5-5' ELSE 'claude-haiku-5-5' END,
         'succeeded', '', '', ${AT}, '2026-11-30T12:00:00.000Z', 1000, 200, 4000000000
    FROM n`;
}

function copyOfTenant(slot) {
  return `
  INSERT INTO usage_days (tenant_id, user_id, day, model, kind, slot, ${COUNTED})
  SELECT tenant_id, user_id, day, model, kind, ${slot}, ${COUNTED} FROM usage_days WHERE user_id = '' AND slot = 0`;
}

function results(size, user, sentences) {
  const text = 'the quick brown fox jumps over the lazy dog. '.repeat(sentences);
  const id = `'00000000-0000-7000-8000-' || substr('00000000000' || CAST(i AS TEXT), length(CAST(i AS TEXT)), 12)`;
  return `
  INSERT INTO results (id, tenant_id, user_id, input_text, input_digest, model, answered_model, max_tokens, content, result,
                       stop_reason, input_tokens, output_tokens, cache_creation_input_tokens, cache_creation_1h_input_tokens,
                       cache_read_input_tokens, tokens_used, cost_pico_usd, metadata, cache_key, answered_at, created_at)
  ${NUMBERS(size)}
  SELECT ${id}, '${TENANT}', ${user}, '${text}', 'digest', 'claude-sonnet-5-5', 'claude-sonnet-5-5', 4096, '[]', '${text}',
         'end_turn', 100, 20, 0, 0, 0, 120, 600000000, '{}', 'key-' || i, ${AT}, ${AT}
    FROM n`;
}
