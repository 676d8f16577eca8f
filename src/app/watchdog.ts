import { Worker } from 'node:worker_threads';

const SOURCE = `
  const { workerData } = require('node:worker_threads');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), workerData);
`;

/** Kills this process after the given time. It runs in a thread of its own, so that a blocked event loop cannot delay it. */
export function killAfter(milliseconds: number): void {
  new Worker(SOURCE, { eval: true, workerData: milliseconds }).unref();
}
