// What the export of a user with 1,000,000 results takes: time, bytes, and the resident memory of the service while it is
// sent, on SQLite and on PostgreSQL. `npm run bench:user-export` after a build.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillResults } from './support/fill.mjs';
import { residentKb } from './support/process-usage.mjs';
import { startClaude, startService } from './support/program.mjs';

const { startPostgres } = createRequire(import.meta.url)('../test/support/postgres-server.cjs');
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
  await fillResults(database.url, size, `'alice'`);
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
  return residentKb(pid) / 1024;
}
