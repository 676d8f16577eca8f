// Once for all test files: a folder for what they write and a simulated Claude, a process of its own.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtempSync } = require('node:fs');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const { temporaryFolder } = require('./temporary-folder.cjs');

const ROOT = join(__dirname, '../..');

module.exports = async () => {
  process.env.REPRISE_TEST_FOLDER = mkdtempSync(join(temporaryFolder(), 'reprise-tests-'));
  const args = ['-r', join(ROOT, 'scripts/register.cjs'), join(ROOT, 'src/simulator/main.ts')];
  const simulator = spawn(process.execPath, args, {
    env: { ...process.env, SIMULATOR_EXIT_WITH_PARENT: 'true' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(simulator.stdout), 'line');
  process.env.REPRISE_TEST_SIMULATOR = JSON.parse(line).simulated_claude;
  globalThis.__REPRISE_SIMULATOR__ = simulator;
};
