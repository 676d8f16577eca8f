// What one request costs a process and PostgreSQL, at 32 connections: CPU time, commits, log (WAL) and what stays in the
// tables with their indexes. docs/scaling.md computes with it. `npm run bench:costs`.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { leaveFirstCore, ON_FIRST_CORE } from './support/cores.mjs';
import { Databases } from './support/databases.mjs';
import { CONNECTIONS, Load, TEXT } from './support/load.mjs';
import { cpuMs, settled } from './support/process-usage.mjs';
import { startReference, startService } from './support/program.mjs';

const REQUESTS = Number(process.env.REQUESTS ?? 10_000);
/** How long the service may take to do what it owes after its last answer, in milliseconds. */
const SETTLE_MS = 10_000;
const ASKED = { method: 'POST', path: '/analyze/alice', body: { text: TEXT } };
/** In this order: there are stored answers once there were misses. */
const REQUESTED = {
  miss: { ...ASKED, isNew: true, status: 201 },
  replay: { ...ASKED, status: 200 },
  history: { method: 'GET', path: '/history/alice-1', status: 200 },
};
const COUNTERS = `SELECT pg_current_wal_insert_lsn() - '0/0' AS wal, pg_database_size(current_database()) AS size,
  (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS commits`;

leaveFirstCore();
const databases = await Databases.open();
const load = new Load();
const claude = await startReference('claude', { DELAY_MS: 0 });
const { url, headers } = await databases.copy('Postgres');
const database = new pg.Client({ connectionString: url });
await database.connect();
const key = join(databases.folder, 'audit.pem');
execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', key], { stdio: 'ignore' });
const settings = { AUTH_MODE: 'api-key', AUDIT_SIGNING_KEY_FILE: key, HTTP_ADAPTER: 'fastify' };
const service = await startService(url, claude.url, settings, ON_FIRST_CORE);
try {
  const rows = [];
  for (const [name, asked] of Object.entries(REQUESTED)) rows.push([name, ...(await costsOf(asked))]);
  print(rows);
} finally {
  await database.end();
  await service.stop();
  await claude.stop();
  load.stop();
  await databases.stop();
}

/** Each for one request: microseconds of the process and of PostgreSQL, commits, bytes of log, bytes that stay. */
async function costsOf({ path, ...asked }) {
  const request = { ...asked, url: service.url + path, headers: { ...headers, 'content-type': 'application/json' } };
  if (asked.body && !asked.isNew) await fetch(request.url, { ...request, body: JSON.stringify(asked.body) });
  await load.send(request, REQUESTS / 2);
  const before = await counters();
  await load.send(request, REQUESTS);
  const after = await counters();
  return before.map((count, of) => (after[of] - count) / REQUESTS);
}

async function counters() {
  await settled(service.pid, SETTLE_MS);
  const [{ wal, size, commits }] = (await database.query(COUNTERS)).rows;
  const cpu = [service.pid, databases.postgresPid].map((pid) => (pid === undefined ? NaN : cpuMs(pid) * 1_000));
  return [...cpu, Number(commits), Number(wal), Number(size)];
}

function print(rows) {
  const head = ['request', 'process, µs', 'PostgreSQL, µs', 'commits', 'WAL, bytes', 'stored, bytes'];
  const lines = rows.map(([name, ...costs]) => [name, ...costs.map((cost) => cost.toPrecision(3))]);
  const all = [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...lines];
  process.stdout.write(`${all.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
}
