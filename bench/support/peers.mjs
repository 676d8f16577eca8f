// What others built, from the registry of npm into a folder of its own: it is no dependency of this project's.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { start } from './program.mjs';

const FOLDER = 'bench/.peers';
const PORTKEY = '@portkey-ai/gateway';
export const PORTKEY_VERSION = '1.15.2';
const INSTALL = [
  'install',
  '--no-save',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  `${PORTKEY}@${PORTKEY_VERSION}`,
];

/**
 * The Portkey gateway before the simulated Claude: it passes requests through and stores nothing.
 * @returns `null` where it can not be installed
 */
export async function startPortkey({ claude, onFirstCore, skip }) {
  const folder = fileURLToPath(new URL(`../../${FOLDER}`, import.meta.url));
  const program = `${FOLDER}/node_modules/${PORTKEY}/build/start-server.js`;
  if (!existsSync(fileURLToPath(new URL(`../../${program}`, import.meta.url)))) {
    mkdirSync(folder, { recursive: true });
    try {
      execFileSync('npm', [...INSTALL, '--prefix', folder], { stdio: 'ignore', timeout: 120_000 });
    } catch {
      return skip('Portkey', 'the registry of npm gave no package');
    }
  }
  const options = {
    args: ['--headless', `--port=${await freePort()}`],
    on: onFirstCore,
    listening: /(http:\/\/localhost:\d+)/,
  };
  const headers = { 'x-portkey-provider': 'anthropic', 'x-portkey-custom-host': `${claude.url}/v1` };
  return { program: await start(program, { NODE_ENV: 'production' }, options), headers };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
