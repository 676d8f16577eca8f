import cluster from 'node:cluster';
import { lookup } from 'node:dns/promises';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { readSettings, type Settings } from './app.env.js';
import { createApp } from './create-app.js';
import type { Environment } from './env-reader.js';
import { insecureFileWarnings } from './file-modes.js';
import { createLogger, type Logger, scrubbed } from './logger.js';
import { listenForOperations } from './operations.js';
import { stop } from './stop.js';
import { supervise } from './workers/supervisor.js';

/** Starts the service, with several worker processes if `WORKERS` says so, and stops it on SIGTERM or SIGINT. */
export async function run(environment: Environment): Promise<void> {
  const settings = readSettings(environment);
  const logger = createLogger(settings.logLevel);
  if (cluster.isPrimary) for (const warning of insecureFileWarnings(settings, environment)) logger.warn(warning);
  if (settings.workers > 1 && cluster.isPrimary) return supervise(environment, settings, logger);
  const app = await createApp(settings, { logger });
  // Only the first signal counts: npm and some supervisors send it twice. The grace period bounds the stop.
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void (stopping ??= stop(app, logger, settings.shutdownGraceMs)));
  }
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: scrubbed(error) }, 'unhandled rejection');
    process.exit(1);
  });
  try {
    await serve(app, settings, logger);
  } catch (error) {
    // A start that is interrupted by a stop can fail. The stop ends the process, so the error does not matter.
    if (!stopping) throw error;
    await stopping;
  }
}

async function serve(app: INestApplication, settings: Settings, logger: Logger): Promise<void> {
  // Listens on the first address of the name only, like Express: Fastify would listen on all addresses of `localhost`.
  const { address } = await lookup(settings.host);
  await app.listen(settings.port, address);
  const operations = await listenForOperations(app, settings.operations);
  const { pid } = process;
  if (operations) {
    const { address: host, port } = operations.address() as AddressInfo;
    logger.info({ host, port }, 'metrics and documentation are served on a separate port');
  }
  logger.info({ url: await app.getUrl(), database: settings.database.type, pid }, 'Reprise is listening');
}
