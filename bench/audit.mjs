// What the audit trail costs a replay: CPU of the service with it and without it, interleaved in one run, on SQLite and on
// PostgreSQL. What is written and sealed in the background counts. `npm run bench:audit` after a build.
import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startClaude, startService } from './program.mjs';

const require = createRequire(import.meta.url);
const { startPostgres } = require('../test/support/postgres-server.cjs');
const ROUNDS = Number(process.env.ROUNDS ?? 7);
const REQUESTS = Number(process.env.REQUESTS ?? 3_000);
const CONNECTIONS = 32;
const WARM_UP = 2;
/** Until everything that was noted is written, sealed and signed, in milliseconds. */
const SETTLE_MS = 2_500;
/** Of /proc/<pid>/stat, which counts in clock ticks. */
const TICKS = Number(execFileSync('getconf', ['CLK_TCK']).toString());
const BODY = JSON.stringify({ text: 'The quick brown fox jumps over the lazy dog. '.repeat(10) });

const claude = await startClaude({});
const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', join(folder, 'key.pem')], { stdio: 'ignore' });
await measure('SQLite', (name) => ({ url: `sqlite:${join(folder, `${name}.db`)}`, stop: () => undefined }));
await measure('PostgreSQL', () => startPostgres());
await claude.stop();
rmSync(folder, { recursive: true });

async function measure(name, openDatabase) {
  const candidates = [];
  for (const isEnabled of [true, false]) {
    const database = await openDatabase(String(isEnabled));
    const env = {
      AUDIT_ENABLED: String(isEnabled),
      AUDIT_SIGNING_KEY_FILE: join(folder, 'key.pem'),
      LOG_LEVEL: 'warn',
    };
    const service = await startService(database.url, claude.url, env);
    candidates.push({ isEnabled, database, service, cpu: [], rps: [] });
  }
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const { service, cpu, rps } of round % 2 === 0 ? candidates : candidates.toReversed()) {
      const [before, start] = [cpuMs(service.pid), performance.now()];
      await replay(service.url);
      const seconds = (performance.now() - start) / 1000;
      await wait(SETTLE_MS);
      if (round < 0) continue;
      cpu.push(((cpuMs(service.pid) - before) * 1000) / REQUESTS);
      rps.push(REQUESTS / seconds);
    }
  }
  const [on, off] = candidates.map(({ cpu, rps }) => ({ cpu: median(cpu), rps: median(rps), spread: spread(cpu) }));
  console.log(`${name}: ${ROUNDS} rounds of ${REQUESTS} replays, ${CONNECTIONS} connections`);
  for (const [what, { cpu, rps, spread: s }] of Object.entries({ 'with the trail': on, without: off }))
    console.log(`  ${what.padEnd(15)} ${cpu.toFixed(0).padStart(6)} µs CPU each (${s}), ${rps.toFixed(0)} a second`);
  console.log(`  ratio of CPU    ${(on.cpu / off.cpu).toFixed(3)}\n`);
  for (const { service, database } of candidates) {
    await service.stop();
    await database.stop();
  }
}

async function replay(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = REQUESTS;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await post(`${url}/analyze/alice`, agent);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
}

function post(url, agent) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(BODY) };
    const sent = request(url, { method: 'POST', agent, headers }, (reply) => {
      reply.resume();
      reply.once('end', () => (reply.statusCode < 300 ? resolve() : reject(new Error(`answered ${reply.statusCode}`))));
    });
    sent.once('error', reject);
    sent.end(BODY);
  });
}

function cpuMs(pid) {
  // After the name in parentheses: utime and stime are the 14th and 15th fields.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function spread(values) {
  return `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`;
}
