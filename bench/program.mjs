// The programs that a benchmark measures: the built service and the simulated Claude, as processes of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The benchmark's account at the simulated Claude. */
export const KEY = 'bench';

/** @param step what every answer of Claude's is like */
export async function startClaude(step) {
  const claude = await start(
    'simulator/main.js',
    { SIMULATOR_EXIT_WITH_PARENT: 'true' },
    /"simulated_claude":"([^"]+)"/,
  );
  await fetch(`${claude.url}/_simulator/defaults`, {
    method: 'POST',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ ...step, journal_bodies: false }),
  });
  return claude;
}

export function startService(databaseUrl, claudeUrl, env = {}) {
  const own = { DATABASE_URL: databaseUrl, ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claudeUrl, PORT: '0' };
  return start('main.js', { ...own, LOG_LEVEL: 'info', ...env }, /"url":"([^"]+)"/);
}

/** @returns where it listens, its process id, and how to end it */
async function start(file, env, address) {
  const program = join(ROOT, 'dist', file);
  if (!existsSync(program)) throw new Error('run `npm run build` first');
  const options = { env: { PATH: process.env.PATH, ...env }, stdio: ['pipe', 'pipe', 'inherit'] };
  const child = spawn(process.execPath, [program], options);
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  for await (const line of createInterface(child.stdout)) {
    const url = address.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return { url, pid: child.pid, stop };
  }
  throw new Error(`${file} did not start`);
}
