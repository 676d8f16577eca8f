import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { transformFile } from '@swc/core';

const children: ChildProcess[] = [];
let folder: string;

/** A copy of the module without node_modules, to prove that it needs only Node. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  const sources = (await readdir(__dirname)).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  for (const source of sources) {
    const options = {
      module: { type: 'commonjs' },
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    } as const;
    const { code } = await transformFile(join(__dirname, source), { ...options, swcrc: false });
    await writeFile(join(folder, source.replace(/\.ts$/, '.js')), code);
  }
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rm(folder, { recursive: true }));

async function startProcess(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(folder, 'main.js')], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, line: line.toString(), ...(JSON.parse(line.toString()) as { simulated_claude: string }) };
}

it('a simulator process prints one line with its URL, and ends on SIGTERM', async () => {
  const { child, line, simulated_claude: url } = await startProcess();
  expect(line).toMatch(/^\{"simulated_claude":"http:\/\/127\.0\.0\.1:\d+"\}\n$/);
  expect(
    (await fetch(`${url}/v1/models`, { headers: { 'x-api-key': 'k', 'anthropic-version': '2026-10-21' } })).status,
  ).toBe(200);
  const rest = text(child.stdout);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await rest).toBe('');
});

it('a simulator process ends with its parent if SIMULATOR_EXIT_WITH_PARENT is true', async () => {
  const { child } = await startProcess({ SIMULATOR_EXIT_WITH_PARENT: 'true' });
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('a simulator process otherwise outlives its standard input', async () => {
  const { child, simulated_claude: url } = await startProcess();
  child.stdin.end();
  expect((await fetch(`${url}/_simulator/stats`, { headers: { 'x-api-key': 'k' } })).status).toBe(200);
});
