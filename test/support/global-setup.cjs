// Once for all test files: a PostgreSQL server and a simulated Claude, each a process of its own.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const { startPostgres } = require('./postgres-server.cjs');

module.exports = async () => {
  const simulatorFile = join(__dirname, '../../dist/simulator/main.js');
  if (!existsSync(simulatorFile)) throw new Error('The tests start the built programs: run `npm run build` first.');
  const postgres = await startPostgres();
  const simulator = spawn(process.execPath, [simulatorFile], {
    env: { ...process.env, SIMULATOR_EXIT_WITH_PARENT: 'true' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(simulator.stdout), 'line');
  process.env.REPRISE_TEST_POSTGRES = postgres.url;
  process.env.REPRISE_TEST_SIMULATOR = JSON.parse(line).simulated_claude;
  globalThis.__REPRISE_STOP__ = async () => {
    simulator.kill();
    await postgres.stop();
  };
  process.stdout.write(`\nPostgreSQL ${postgres.version} and a simulated Claude are up.\n`);
};
