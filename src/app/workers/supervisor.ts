import cluster, { type Worker } from 'node:cluster';
import { join } from 'node:path';
import type { Settings } from '../app.env.js';
import type { Environment } from '../env-reader.js';
import type { Logger } from '../logger.js';
import { serveMetrics } from './shared-metrics.js';

/** The script of a worker: the service, also if the demo started it. */
const SERVICE = join(__dirname, '../../main.js');

/** How much longer than the workers' grace period the supervisor waits, in milliseconds. */
const EXTRA_MS = 1_000;

/**
 * Runs the configured number of worker processes on one port. A worker that ends is replaced. A worker that ends before it
 * listens stops the whole service, because its replacement would fail as well. A stop is passed on to all workers, and the
 * supervisor ends after the last of them.
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
    }, settings.shutdownGraceMs + EXTRA_MS).unref();
    for (const worker of workers()) worker.process.kill('SIGTERM');
  };
  const onExit = (worker: Worker, code: number | null, signal: string | null) => {
    if (!stopping && listening.has(worker)) {
      logger.error({ worker: worker.id, code, signal }, 'a worker ended and will be replaced');
      cluster.fork(environment);
      return;
    }
    // A worker that had not installed its signal handlers yet is ended by the signal itself.
    const isStopped = stopping && signal === 'SIGTERM';
    exitCode ||= code ?? (isStopped ? 0 : 1);
    stop();
    if (workers().length === 0) process.exit(exitCode);
  };

  cluster.setupPrimary({ exec: SERVICE });
  cluster.on('listening', (worker) => listening.add(worker)).on('exit', onExit);
  serveMetrics();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  for (let n = 0; n < settings.workers; n += 1) cluster.fork(environment);
  logger.info({ workers: settings.workers }, 'Reprise starts several worker processes');
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}
