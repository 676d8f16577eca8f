// 1,000 streams open at once, on SQLite and on PostgreSQL: the service's memory for each, and how evenly they end.
// `npm run bench:streams` after a build; the clients, the service, the simulated Claude are processes of their own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request, Agent } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startClaude, startService } from './program.mjs';

const { startPostgres } = createRequire(import.meta.url)('../test/support/postgres-server.cjs');
const STREAMS = Number(process.env.STREAMS ?? 1000);
const WARM_UP = 100;
/** Long enough that the last stream begins before the first one ends. */
const ANSWER = { text: 'word '.repeat(400), chunk_delay_ms: 150 };

if (process.argv[2] === 'clients') process.on('message', ({ url, streams }) => void runClients(url, streams));
else await main();

async function main() {
  const claude = await startClaude(ANSWER);
  const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  const postgres = await startPostgres();
  await measure('SQLite', `sqlite:${join(folder, 'bench.db')}`, claude.url);
  await measure('PostgreSQL', postgres.url, claude.url);
  await claude.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true });
}

async function measure(name, databaseUrl, claudeUrl) {
  const service = await startService(databaseUrl, claudeUrl, { CLAUDE_MAX_CONCURRENCY: String(STREAMS) });
  await clients(service.url, WARM_UP);
  const before = residentBytes(service.pid);
  let open = 0;
  const { times, failed } = await clients(service.url, STREAMS, () => (open = residentBytes(service.pid)));
  const sorted = times.sort((a, b) => a - b);
  const [median, slowest] = [sorted[sorted.length >> 1], sorted.at(-1)];
  const perStream = (open - before) / STREAMS / 1024;
  process.stdout.write(
    `${name}: ${STREAMS} streams open at once, ${failed} failed; ${perStream.toFixed(1)} KiB resident each ` +
      `(${mebi(before)} before, ${mebi(open)} with all open); median ${median.toFixed(0)} ms, ` +
      `slowest ${slowest.toFixed(0)} ms, slowest/median ${(slowest / median).toFixed(2)}\n`,
  );
  await service.stop();
}

async function clients(url, streams, whenAllAreOpen = () => undefined) {
  const child = fork(fileURLToPath(import.meta.url), ['clients']);
  child.send({ url, streams });
  for (;;) {
    const [message] = await once(child, 'message');
    if (message === 'open') whenAllAreOpen();
    else return message;
  }
}

async function runClients(url, streams) {
  const agent = new Agent({ keepAlive: false });
  let started = 0;
  const begun = () => (started += 1) === streams && process.send('open');
  const times = await Promise.all(Array.from({ length: streams }, () => stream(url, agent, begun)));
  process.send({ times: times.filter((time) => time !== null), failed: times.filter((time) => time === null).length });
  process.disconnect();
}

/** @returns milliseconds from the request to the last event; `null` unless that was `result.completed` */
function stream(url, agent, begun) {
  return new Promise((resolve) => {
    const start = performance.now();
    const headers = { 'content-type': 'application/json' };
    const outgoing = request(`${url}/analyze/bench`, { method: 'POST', headers, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.once('data', begun);
      answer.on('data', (chunk) => (text = (text + chunk).slice(-20_000)));
      answer.on('error', () => resolve(null));
      answer.on('end', () => resolve(text.includes('event: result.completed') ? performance.now() - start : null));
    });
    outgoing.on('error', () => resolve(null));
    outgoing.end(JSON.stringify({ text: 'stream', stream: true, cache: 'off' }));
  });
}

function residentBytes(pid) {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

function mebi(bytes) {
  return `${(bytes / 1_048_576).toFixed(0)} MiB`;
}
