#!/usr/bin/env node
import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ignoreOutputErrors } from './app/log-output.js';
import { loadEnvFile } from './app/env-file.js';
import { explain } from './app/explain.js';
import { run } from './app/run.js';

const BANNER = `
  ┌──────────────────────────────────────────────────────────────────────┐
  │  DEMO: the answers are SIMULATED. Claude is not called, nothing is   │
  │  billed. Set ANTHROPIC_API_KEY and use \`npm start\` for real answers. │
  └──────────────────────────────────────────────────────────────────────┘
`;

/** Starts the service with a simulated Claude on loopback, to try it without an API key. */
async function demo(): Promise<void> {
  // `.env` is ignored: simulated answers in a real database would later be replayed as real ones.
  const database = process.env['DATABASE_URL'] || 'sqlite:./data/demo.db';
  const environment = loadEnvFile();
  if (environment['NODE_ENV'] === 'production') {
    throw new Error('the demo returns simulated answers, so it does not start with NODE_ENV=production');
  }
  process.stdout.write(BANNER);
  const simulator = await startSimulator();
  await run({
    ...environment,
    DATABASE_URL: database,
    ANTHROPIC_API_KEY: 'simulated',
    ANTHROPIC_BASE_URL: simulator,
  });
}

async function startSimulator(): Promise<string> {
  const child = spawn(process.execPath, [join(__dirname, 'simulator/main.js')], {
    env: { ...process.env, SIMULATOR_EXIT_WITH_PARENT: 'true' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return (JSON.parse(line) as { simulated_claude: string }).simulated_claude;
}

ignoreOutputErrors();
demo().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
