import { parseArgs } from 'node:util';

import { SimulatedClaude } from './simulated-claude.js';

/** `node dist/simulator/main.js [--port N]`: runs the simulator in its own process. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  const simulator = await SimulatedClaude.start({ port: Number(values.port) });
  process.stdout.write(`${JSON.stringify({ simulated_claude: simulator.url })}\n`);
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
  if (process.env.SIMULATOR_EXIT_WITH_PARENT === 'true') {
    // A killed parent cannot send a signal, but its end of the pipe is closed.
    process.stdin.once('end', stop).once('error', stop).resume();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
