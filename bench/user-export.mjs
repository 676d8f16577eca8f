// What the export of a user with 1,000,000 results takes: time, bytes, and the resident memory of the service while it is
// sent, on SQLite and on PostgreSQL. `npm run bench:user-export` after a build.
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClaude, startService } from './program.mjs';

const require = createRequire(import.meta.url);
const { startPostgres } = require('../test/support/postgres-server.cjs');
const SIZES = [10_000, Number(process.env.RESULTS ?? 1_000_000)];
const MIB = 1024 * 1024;

const claude = await startClaude({});
const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
process.stdout.write('| database | results | MiB | seconds | resident before, MiB | most, MiB |\n');
process.stdout.write('| --- | ---: | ---: | ---: | ---: | ---: |\n');
for (const size of SIZES) {
  await measure('SQLite', size, { url: `sqlite:${join(folder, `${size}.db`)}`, stop: () => undefined });
  await measure('PostgreSQL', size, await startPostgres());
}
await claude.stop();
rmSync(folder, { recursive: true });

async function measure(name, size, database) {
  await fill(database.url, size);
  const service = await startService(database.url, claude.url);
  const warm = await fetch(`${service.url}/users/nobody/export`);
  await warm.text();
  const before = resident(service.pid);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, resident(service.pid))), 100);
  const start = performance.now();
  const { bytes, manifest } = await read(`${service.url}/users/alice/export`);
  const seconds = (performance.now() - start) / 1_000;
  clearInterval(timer);
  if (manifest.counts.result !== size) throw new Error(`it has ${manifest.counts.result} results`);
  const numbers = [size, (bytes / MIB).toFixed(0), seconds.toFixed(1), before.toFixed(0), most.toFixed(0)];
  process.stdout.write(`| ${[name, ...numbers].join(' | ')} |\n`);
  await service.stop();
  await database.stop();
}

/** Reads an export as it comes, and holds it against its manifest. */
async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const hash = createHash('sha256');
  let bytes = 0;
  let last = Buffer.alloc(0);
  for await (const piece of answer.body) {
    bytes += piece.length;
    last = Buffer.concat([last, piece]);
    const end = last.lastIndexOf(10, last.length - 2) + 1;
    hash.update(last.subarray(0, end));
    last = last.subarray(end);
  }
  const manifest = JSON.parse(last.toString());
  if (manifest.sha256 !== hash.digest('hex')) throw new Error('the manifest does not fit');
  return { bytes, manifest };
}

function resident(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

async function fill(url, size) {
  const { openDataSource, unhurried } = require('../dist/database/index.js');
  const { serviceDataSourceOptions } = require('../dist/app/data-source-options.js');
  const dataSource = await openDataSource(unhurried(serviceDataSourceOptions(url)), true);
  await dataSource.query(results(size));
  await dataSource.query('ANALYZE');
  await dataSource.destroy();
}

/** About a kilobyte each. */
function results(size) {
  const text = 'the quick brown fox jumps over the lazy dog. '.repeat(8);
  return `
  INSERT INTO results (id, tenant_id, user_id, input_text, input_digest, model, answered_model, max_tokens, content, result,
                       stop_reason, input_tokens, output_tokens, cache_creation_input_tokens, cache_creation_1h_input_tokens,
                       cache_read_input_tokens, tokens_used, cost_pico_usd, metadata, answered_at, created_at)
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${size})
  SELECT '00000000-0000-7000-8000-' || substr('00000000000' || CAST(i AS TEXT), length(CAST(i AS TEXT)), 12), 'default', 'alice',
         '${text}', 'digest', 'claude-sonnet-5-5', 'claude-sonnet-5-5', 4096, '[]', '${text}', 'end_turn', 100, 20, 0, 0, 0, 120,
         600000000, '{}', '2026-11-25T12:00:00.000Z', '2026-11-25T12:00:00.000Z'
    FROM n`;
}
