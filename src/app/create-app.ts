import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Clock } from '../common/index.js';
import type { Settings } from './app.env.js';
import { AppModule } from './app.module.js';
import { applyHttpRules } from './http-rules.js';
import { createLogger, type Logger, NestLogger } from './logger.js';
import { serveDocs } from './openapi.js';

export interface AppOverrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** The whole service, ready to listen. Tests start the same one, with a clock of their own. */
export async function createApp(settings: Settings, overrides: AppOverrides = {}): Promise<NestExpressApplication> {
  const logger = overrides.logger ?? createLogger(settings.logLevel);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings, overrides.clock), {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(logger),
  });
  applyHttpRules(app, settings, logger);
  if (settings.docsEnabled) serveDocs(app);
  return app;
}
