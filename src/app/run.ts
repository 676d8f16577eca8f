import cluster from 'node:cluster';
import { lookup } from 'node:dns/promises';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { readSettings, type Settings } from './app.env.js';
import { createApp } from './create-app.js';
import type { Environment } from './env-reader.js';
import { looseFiles } from './file-modes.js';
import { createLogger, type Logger, scrubbed } from './logger.js';
import { listenForOperations } from './operations.js';
import { stop } from './stop.js';
import { supervise } from './workers/supervisor.js';

/** Starts the service, in several processes where it was told to, and keeps it until the process is told to stop. */
export async function run(environment: Environment): Promise<void> {
  const settings = readSettings(environment);
  const logger = createLogger(settings.logLevel);
  if (cluster.isPrimary) for (const warning of looseFiles(settings, environment)) logger.warn(warning);
  if (settings.workers > 1 && cluster.isPrimary) return supervise(environment, settings, logger);
  const app = await createApp(settings, { logger });
  // Once told is enough: npm and some supervisors send a signal twice, and the grace period bounds the rest.
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
    // One that is told to stop while it starts has nothing to say of what it then cannot do.
    if (!stopping) throw error;
    await stopping;
  }
}

async function serve(app: INestApplication, settings: Settings, logger: Logger): Promise<void> {
  // One address, the first, on every platform: Fastify would open every one that a name such as localhost has.
  const { address } = await lookup(settings.host);
  await app.listen(settings.port, address);
  const operations = await listenForOperations(app, settings.operations);
  const { pid } = process;
  if (operations) {
    const { address: host, port } = operations.address() as AddressInfo;
    logger.info({ host, port }, 'metrics and documentation are on a port of their own');
  }
  logger.info({ url: await app.getUrl(), database: settings.database.type, pid }, 'Reprise is listening');
}
