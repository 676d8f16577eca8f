// What the monthly usage answer costs with 1,000,000 calls in the journal against 10,000, of a tenant and of a user, on
// SQLite and on PostgreSQL. `npm run bench:usage` after a build.
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClaude, startService } from './program.mjs';

const require = createRequire(import.meta.url);
const { startPostgres } = require('../test/support/postgres-server.cjs');
const SIZES = [10_000, 1_000_000];
const RUNS = Number(process.env.RUNS ?? 100);
const WARM_UP = 10;
const USERS = 1_000;
const SLOTS = 8;
const MONTH = 'from=2026-11-01&to=2026-12-01';
const ANSWERS = {
  'tenant, whole month': `/usage?${MONTH}`,
  'tenant, by day': `/usage?${MONTH}&group_by=day`,
  'tenant, by user': `/usage?${MONTH}&group_by=user`,
  'user, whole month': `/users/user-1/usage?${MONTH}`,
  'user, by day': `/users/user-1/usage?${MONTH}&group_by=day`,
};

const COUNTED = [
  ...['requests', 'replays', 'calls', 'interrupted_calls', 'unpriced_calls', 'unpriced_replays'],
  ...['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'],
  ...['billed_pico_usd', 'saved_pico_usd'],
].join(', ');

const claude = await startClaude({});
const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
await measure('SQLite', (size) => ({ url: `sqlite:${join(folder, `${size}.db`)}`, stop: () => undefined }));
await measure('PostgreSQL', () => startPostgres());
await claude.stop();
rmSync(folder, { recursive: true });

async function measure(name, openDatabase) {
  const sizes = [];
  for (const size of SIZES) {
    const database = await openDatabase(size);
    const backfillMs = await fill(database.url, size);
    const service = await startService(database.url, claude.url);
    const times = Object.fromEntries(Object.keys(ANSWERS).map((what) => [what, []]));
    sizes.push({ size, database, service, times, backfillMs });
  }
  // They take turns, so that a busy moment of the machine hits them all.
  for (let run = -WARM_UP; run < RUNS; run += 1) {
    for (const { service, times } of sizes) {
      for (const [what, path] of Object.entries(ANSWERS)) {
        const start = performance.now();
        const answer = await fetch(`${service.url}${path}`);
        if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
        await answer.text();
        if (run >= 0) times[what].push(performance.now() - start);
      }
    }
  }
  print(name, sizes);
  for (const { service, database } of sizes) {
    await service.stop();
    await database.stop();
  }
}

/** Calls of a month, made before the table of days was; the migration adds them up. @returns how long that took */
async function fill(url, size) {
  const { openDataSource, unhurried } = require('../dist/database/index.js');
  const { serviceDataSourceOptions } = require('../dist/app/data-source-options.js');
  const dataSource = await openDataSource(unhurried(serviceDataSourceOptions(url)), true);
  const hasDays = () =>
    dataSource.query('SELECT count(*) FROM usage_days').then(
      () => true,
      () => false,
    );
  while (await hasDays()) await dataSource.undoLastMigration();
  await dataSource.query(calls(size));
  const start = performance.now();
  await dataSource.runMigrations();
  const took = performance.now() - start;
  // As many rows as a tenant has whose calls were added up one by one.
  for (let slot = 1; slot < SLOTS; slot += 1) await dataSource.query(copyOfTenant(slot));
  await dataSource.query('ANALYZE');
  await dataSource.destroy();
  return took;
}

function calls(size) {
  return `
  INSERT INTO calls (id, tenant_id, user_id, kind, subject_id, request_digest, attempt, model, status, lease_holder,
                     lease_until, started_at, ended_at, input_tokens, output_tokens, cost_pico_usd)
  WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${size} - 1),
       days (i, day, at) AS (
         SELECT i, CAST(1 + (i / 7) % 30 AS TEXT), CAST(100 + (i / 1000) % 900 AS TEXT) FROM n)
  SELECT 'call-' || i, 'default', 'user-' || (i % ${USERS}), CASE WHEN i % 3 = 0 THEN 'message' ELSE 'analysis' END,
         'subject-' || i, 'digest', 1, CASE WHEN i % 2 = 0 THEN 'claude-sonnet-5-5' ELSE 'claude-haiku-5-5' END,
         'succeeded', '', '', '2026-11-' || CASE WHEN length(day) = 1 THEN '0' ELSE '' END || day || 'T12:00:00.' || at || 'Z',
         '2026-11-30T12:00:00.000Z', 1000, 200, 4000000000
    FROM days`;
}

function copyOfTenant(slot) {
  return `
  INSERT INTO usage_days (tenant_id, user_id, day, model, kind, slot, ${COUNTED})
  SELECT tenant_id, user_id, day, model, kind, ${slot}, ${COUNTED} FROM usage_days WHERE user_id = '' AND slot = 0`;
}

function print(name, sizes) {
  const [small, large] = sizes;
  const backfills = sizes.map(({ backfillMs }) => `${Math.round(backfillMs)} ms`).join(' and ');
  const lines = Object.keys(ANSWERS).map((what) => {
    const [one, other] = [small, large].map(({ times }) => median(times[what]));
    return `| ${what} | ${one.toFixed(2)} | ${other.toFixed(2)} | ${(other / one).toFixed(2)} |`;
  });
  const head = ['| answer | 10,000 calls, ms | 1,000,000 calls, ms | ratio |', '| --- | ---: | ---: | ---: |'];
  process.stdout.write(`${[`\n${name}: added up in ${backfills}\n`, ...head, ...lines].join('\n')}\n`);
}

function median(times) {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)];
}
