import { Worker } from 'node:worker_threads';

const SOURCE = `
  const { workerData } = require('node:worker_threads');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), workerData);
`;

/** Ends this process after so many milliseconds, whatever its event loop does: from a thread of its own. */
export function endAfter(milliseconds: number): void {
  new Worker(SOURCE, { eval: true, workerData: milliseconds }).unref();
}
