// What the monthly usage answer costs with 1,000,000 calls in the journal against 10,000, of a tenant and of a user, on
// SQLite and on PostgreSQL. `npm run bench:usage` after a build.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillCalls, MONTH } from './support/fill.mjs';
import { median } from './support/numbers.mjs';
import { startClaude, startService } from './support/program.mjs';
import { timeInTurn } from './support/turns.mjs';

const { startPostgres } = createRequire(import.meta.url)('../test/support/postgres-server.cjs');
const SIZES = [10_000, 1_000_000];
const RUNS = Number(process.env.RUNS ?? 100);
const WARM_UP = 10;
const ANSWERS = {
  'tenant, whole month': `/usage?${MONTH}`,
  'tenant, by day': `/usage?${MONTH}&group_by=day`,
  'tenant, by user': `/usage?${MONTH}&group_by=user`,
  'user, whole month': `/users/user-1/usage?${MONTH}`,
  'user, by day': `/users/user-1/usage?${MONTH}&group_by=day`,
};

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
    const backfillMs = await fillCalls(database.url, size);
    const service = await startService(database.url, claude.url);
    sizes.push({ size, database, service, backfillMs });
  }
  const jobs = {};
  for (const { size, service } of sizes) {
    for (const [what, path] of Object.entries(ANSWERS)) jobs[`${what}, ${size}`] = () => get(`${service.url}${path}`);
  }
  const times = await timeInTurn(jobs, RUNS, WARM_UP);
  print(name, sizes, times);
  for (const { service, database } of sizes) {
    await service.stop();
    await database.stop();
  }
}

async function get(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  await answer.text();
}

function print(name, sizes, times) {
  const backfills = sizes.map(({ backfillMs }) => `${Math.round(backfillMs)} ms`).join(' and ');
  const lines = Object.keys(ANSWERS).map((what) => {
    const [one, other] = SIZES.map((size) => median(times[`${what}, ${size}`]));
    return `| ${what} | ${one.toFixed(2)} | ${other.toFixed(2)} | ${(other / one).toFixed(2)} |`;
  });
  const head = ['| answer | 10,000 calls, ms | 1,000,000 calls, ms | ratio |', '| --- | ---: | ---: | ---: |'];
  process.stdout.write(`${[`\n${name}: added up in ${backfills}\n`, ...head, ...lines].join('\n')}\n`);
}
