// `npm run bench -- [--quick|--full] [--json FILE] [--only NAME,…] [--rounds N] [--peers]`: docs/performance.md.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { growth } from './cases/growth.mjs';
import { history } from './cases/history.mjs';
import { miss, missAfter50ms } from './cases/miss.mjs';
import { replay } from './cases/replay.mjs';
import { start } from './cases/start.mjs';
import { firstToken, streams } from './cases/streams.mjs';
import { workers } from './cases/workers.mjs';
import { judge } from './goals.mjs';
import { render } from './render.mjs';
import { CORES, isPinned, leaveFirstCore, ON_ALL_CORES, ON_FIRST_CORE } from './support/cores.mjs';
import { Databases } from './support/databases.mjs';
import { Load } from './support/load.mjs';
import { startReference } from './support/program.mjs';

const CASES = {
  replay,
  miss,
  'miss-50ms': missAfter50ms,
  history,
  growth,
  'first-token': firstToken,
  streams,
  workers,
  start,
};

/** How much of it: times are in milliseconds, and `windowMs` is about how long each candidate is asked in a round. */
const QUICK = {
  isFull: false,
  rounds: 2,
  windowMs: 300,
  warmUpMs: 800,
  historyRows: 20_000,
  growthRows: [10_000, 50_000],
  growthRuns: 30,
  firstTokens: 20,
  firstTokenWarmUp: 10,
  streams: 100,
  streamMs: 2_000,
  starts: 2,
  idleMs: 1_000,
};
const FULL = {
  isFull: true,
  rounds: 5,
  windowMs: 2_500,
  warmUpMs: 15_000,
  historyRows: 1_000_000,
  growthRows: [10_000, 1_000_000, 10_000_000],
  growthRuns: 300,
  firstTokens: 200,
  firstTokenWarmUp: 400,
  streams: 1_000,
  streamMs: 20_000,
  starts: 7,
  idleMs: 5_000,
};
/** In a quick run only where they are asked for. */
const LONG = ['growth', 'workers'];

const options = readOptions();
leaveFirstCore();
const databases = await Databases.open();
const load = new Load();
const claude = await startReference('claude', { DELAY_MS: 0 });
const skipped = [];
try {
  await main();
} finally {
  load.stop();
  await claude.stop();
  await databases.stop();
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      full: { type: 'boolean' },
      peers: { type: 'boolean' },
      json: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const all = Object.keys(CASES).filter((name) => values.full || !LONG.includes(name));
  const only = values.only?.split(',') ?? all;
  const unknown = only.find((name) => !(name in CASES));
  if (unknown !== undefined) throw new Error(`--only takes ${Object.keys(CASES).join(', ')}; not ${unknown}`);
  const plan = { ...(values.full ? FULL : QUICK), hasPeers: Boolean(values.peers || values.full) };
  if (values.rounds !== undefined) plan.rounds = Number(values.rounds);
  if (!(plan.rounds >= 1)) throw new Error('--rounds takes a number from 1 on');
  return { only, plan, json: values.json, isPart: values.only !== undefined };
}

async function main() {
  const adapters = ['Express', 'Fastify'].filter((adapter) => hasAdapter(adapter));
  const signingKey = join(databases.folder, 'audit.pem');
  execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', signingKey], { stdio: 'ignore' });
  const guarantees = { AUTH_MODE: 'api-key', AUDIT_SIGNING_KEY_FILE: signingKey };
  const cores = { onFirstCore: ON_FIRST_CORE, onAllCores: ON_ALL_CORES };
  // A quick run has no time for each adapter in each case: there the last one stands for both.
  const mode = options.plan.isFull ? 'full' : 'quick';
  const some = options.plan.isFull ? adapters : adapters.slice(-1);
  const plan = { ...options.plan, databasePid: databases.postgresPid };
  const bench = { plan, adapters, some, guarantees, databases, load, claude, skip, ...cores };
  const cases = earlierCases(mode);
  for (const name of options.only) {
    const began = performance.now();
    process.stderr.write(`${name} …`);
    for (const one of (await CASES[name](bench)) ?? []) cases.set(one.name, { ...one, at: new Date().toISOString() });
    process.stderr.write(` ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
    // After each: what was measured is there although a later case fails.
    const text = JSON.stringify(resultOf(cases, mode, adapters), null, 2);
    if (options.json !== undefined) writeFileSync(options.json, `${text}\n`);
  }
  process.stdout.write(render(resultOf(cases, mode, adapters)));
}

function resultOf(cases, mode, adapters) {
  const all = [...cases.values()];
  const at = new Date().toISOString();
  return { at, mode, machine: machine(), skipped, cases: all, goals: judge(all, adapters) };
}

/** A long run can be made in parts: those that `--only` leaves out stay in the file as they were measured before. */
function earlierCases(mode) {
  if (options.json === undefined || !options.isPart || !existsSync(options.json)) return new Map();
  const earlier = JSON.parse(readFileSync(options.json, 'utf8'));
  return new Map(earlier.mode === mode ? earlier.cases.map((one) => [one.name, one]) : []);
}

/** Whether the service that was built knows it. */
function hasAdapter(adapter) {
  const { inspectSettings } = createRequire(import.meta.url)('../dist/app/app.env.js');
  const { problems } = inspectSettings({ HTTP_ADAPTER: adapter.toLowerCase() });
  if (!problems.some((problem) => problem.includes('HTTP_ADAPTER'))) return true;
  skip(adapter, 'the service refuses it');
  return false;
}

function skip(what, why) {
  skipped.push({ what, why });
  process.stderr.write(`${what} is left out: ${why}.\n`);
  return null;
}

function machine() {
  return {
    cpu: cpus()[0].model.trim(),
    cores: CORES,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: databases.postgresVersion,
    is_pinned: isPinned,
  };
}
