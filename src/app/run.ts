import type { NestExpressApplication } from '@nestjs/platform-express';
import { readSettings } from './app.env.js';
import { createApp } from './create-app.js';
import { Drain } from './drain.js';
import type { Environment } from './env-reader.js';
import { createLogger, type Logger, scrubbed } from './logger.js';

/** How long a stop waits for requests in flight, in milliseconds; then they are cut. */
const SHUTDOWN_GRACE_MS = 8_000;
/** After this the process ends, whatever still hangs. */
const SHUTDOWN_LIMIT_MS = 9_500;

/** Starts the service and keeps it until the process is told to stop. */
export async function run(environment: Environment): Promise<void> {
  const settings = readSettings(environment);
  const logger = createLogger(settings.logLevel);
  const app = await createApp(settings, { logger });
  await app.listen(settings.port, settings.host);
  logger.info({ url: await app.getUrl(), database: settings.database.type }, 'Reprise is listening');

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(app, logger, signal));
  }
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: scrubbed(error) }, 'unhandled rejection');
    process.exit(1);
  });
}

async function stop(app: NestExpressApplication, logger: Logger, signal: string): Promise<void> {
  logger.info({ signal }, 'stopping: requests in flight are finished, new ones are refused');
  setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
  const server = app.getHttpServer();
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), SHUTDOWN_GRACE_MS);
  await app.get(Drain).begin();
  clearTimeout(cut);
  server.closeAllConnections();
  await app.close();
  logger.info('stopped');
  process.exit(0);
}
