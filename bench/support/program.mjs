// The programs that a benchmark measures or needs: each a process of its own, its log in a file.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const API_KEY_SECRET = 'a-secret-that-the-benchmarks-share';
const LISTENING = /"(?:url|simulated_claude)":"([^"]+)"/;
/** The benchmark's account at the simulated Claude. */
export const KEY = 'bench';
export const TENANT = 'default';

/** What is still to be ended when a benchmark fails. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill()));

/** The simulated Claude of the tests. @param step what every answer of Claude's is like */
export async function startClaude(step) {
  const claude = await start('dist/simulator/main.js', { SIMULATOR_EXIT_WITH_PARENT: 'true' });
  await fetch(`${claude.url}/_simulator/defaults`, {
    method: 'POST',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ ...step, journal_bodies: false }),
  });
  return claude;
}

/** @param on the cores it runs on: see cores.mjs */
export function startService(databaseUrl, claudeUrl, env = {}, on = []) {
  const own = { DATABASE_URL: databaseUrl, ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claudeUrl, PORT: '0' };
  return start('dist/main.js', { ...own, LOG_LEVEL: 'info', API_KEY_SECRET, ...env }, { on });
}

/** A server that the service is compared with. @param name a file of bench/references */
export function startReference(name, env = {}, on = []) {
  return start(`bench/references/${name}.mjs`, env, { on });
}

/** Migrates a database, where it has to be, and makes a key. @returns what a request says to be let in */
export function createKey(databaseUrl) {
  const args = [join(ROOT, 'dist/cli.js'), 'keys', 'create', '--tenant', TENANT, '--role', 'service', '--json'];
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl, API_KEY_SECRET };
  return { authorization: `Bearer ${JSON.parse(execFileSync(process.execPath, args, { env })).key}` };
}

/**
 * Starts a program and waits until its log says where it listens.
 * @param options `args`, the cores it runs `on`, and what its log says when it is `listening`, with the address
 * @returns where it listens, its process id, how long that took in milliseconds, and how to end it
 */
export async function start(file, env, { args = [], on = [], listening = LISTENING } = {}) {
  const program = join(ROOT, file);
  if (!existsSync(program)) throw new Error('run `npm run build` first');
  const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-log-'));
  const log = join(folder, 'log');
  const output = openSync(log, 'a');
  const [command, ...rest] = [...on, process.execPath, program, ...args];
  const began = performance.now();
  const child = spawn(command, rest, { env: { PATH: process.env.PATH, ...env }, stdio: ['pipe', output, output] });
  closeSync(output);
  running.add(child.once('exit', () => running.delete(child)));
  const stop = async () => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  };
  const url = await whereItListens(child, log, listening);
  if (url !== undefined) return { url, pid: child.pid, startedMs: performance.now() - began, stop };
  const said = readFileSync(log, 'utf8');
  await stop();
  throw new Error(`${file} did not start: ${said.trim()}`);
}

/** @returns `undefined` when it ended before */
async function whereItListens(child, log, listening) {
  while (child.exitCode === null && child.signalCode === null) {
    const url = listening.exec(readFileSync(log, 'utf8'))?.[1];
    if (url !== undefined) return url;
    await wait(5);
  }
  return undefined;
}
