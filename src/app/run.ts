import type { NestExpressApplication } from '@nestjs/platform-express';
import { Lifetime } from '../common/index.js';
import { readSettings } from './app.env.js';
import { createApp } from './create-app.js';
import { Drain } from './drain.js';
import type { Environment } from './env-reader.js';
import { createLogger, type Logger, scrubbed } from './logger.js';

/** Time for the last words of streams that are cut, and for their rows, in milliseconds. */
const LAST_WORDS_MS = 2_000;

/** Starts the service and keeps it until the process is told to stop. */
export async function run(environment: Environment): Promise<void> {
  const settings = readSettings(environment);
  const logger = createLogger(settings.logLevel);
  const app = await createApp(settings, { logger });
  await app.listen(settings.port, settings.host);
  logger.info({ url: await app.getUrl(), database: settings.database.type }, 'Reprise is listening');

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(app, logger, settings.shutdownGraceMs));
  }
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: scrubbed(error) }, 'unhandled rejection');
    process.exit(1);
  });
}

/** Takes nothing new, finishes what is under way, and ends within the grace period whatever hangs. */
async function stop(app: NestExpressApplication, logger: Logger, graceMs: number): Promise<void> {
  logger.info({ grace_ms: graceMs }, 'stopping: requests in flight are finished, new ones are refused');
  setTimeout(() => process.exit(1), graceMs).unref();
  const lifetime = app.get(Lifetime, { strict: false });
  const cut = setTimeout(() => lifetime.cut(), Math.max(graceMs - LAST_WORDS_MS, 0));
  const server = app.getHttpServer();
  server.close();
  await app.get(Drain).begin();
  await lifetime.whenIdle();
  clearTimeout(cut);
  server.closeAllConnections();
  await app.close();
  logger.info('stopped');
  process.exit(0);
}
