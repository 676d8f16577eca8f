import cluster, { type Worker } from 'node:cluster';
import { join } from 'node:path';
import type { Settings } from '../app.env.js';
import type { Environment } from '../env-reader.js';
import type { Logger } from '../logger.js';
import { serveMetrics } from './shared-metrics.js';

/** What a worker runs: the service itself, also where the demo started it. */
const SERVICE = join(__dirname, '../../main.js');

/** How much longer than the workers the supervisor waits for them, in milliseconds. */
const LAST_MS = 1_000;

/**
 * Keeps as many processes serving one port as it was told. One that ends is replaced; one that never began to serve ends
 * them all, since the next would not either. A stop is passed on, and waits until the last of them has ended.
 */
export function supervise(environment: Environment, settings: Settings, logger: Logger): void {
  const listening = new WeakSet<Worker>();
  let stopping = false;
  let exitCode = 0;

  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      for (const worker of workers()) worker.process.kill('SIGKILL');
      process.exit(1);
    }, settings.shutdownGraceMs + LAST_MS).unref();
    for (const worker of workers()) worker.process.kill('SIGTERM');
  };
  const ended = (worker: Worker, code: number | null, signal: string | null) => {
    if (!stopping && listening.has(worker)) {
      logger.error({ worker: worker.id, code, signal }, 'a worker ended and is replaced');
      cluster.fork(environment);
      return;
    }
    // One that had not begun to listen for the stop ends by it.
    const isStopped = stopping && signal === 'SIGTERM';
    exitCode ||= code ?? (isStopped ? 0 : 1);
    stop();
    if (workers().length === 0) process.exit(exitCode);
  };

  cluster.setupPrimary({ exec: SERVICE });
  cluster.on('listening', (worker) => listening.add(worker)).on('exit', ended);
  serveMetrics();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  for (let n = 0; n < settings.workers; n += 1) cluster.fork(environment);
  logger.info({ workers: settings.workers }, 'Reprise serves in several processes');
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}
