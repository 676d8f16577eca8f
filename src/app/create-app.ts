import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Clock } from '../common/index.js';
import type { Settings } from './app.env.js';
import { AppModule } from './app.module.js';
import { serveDocs } from './docs.js';
import { applyHttpRules } from './http-rules.js';
import { createLogger, type Logger, NestLogger, OwnLogger } from './logger.js';
import { OperationsAccess } from './operations.js';
import type { Admit } from './platform.js';
import { openPlatform } from './platforms/open-platform.js';
import { requestAdmission } from './request-origin.js';

export interface AppOverrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** Creates the service; call `listen` to start it. Tests create the same service with their own clock. */
export async function createApp(settings: Settings, overrides: AppOverrides = {}): Promise<INestApplication> {
  const logger = overrides.logger ?? createLogger(settings.logLevel);
  const platform = await openPlatform(settings);
  const app = await NestFactory.create(
    AppModule.with(settings, { clock: overrides.clock, logger: new OwnLogger(logger) }),
    platform.adapter,
    {
      bodyParser: false,
      abortOnError: false,
      logger: new NestLogger(logger),
    },
  );
  const access = app.get(OperationsAccess);
  const admit = requestAdmission(settings);
  const admitHere: Admit = (request, host) => {
    admit(request, host);
    access.checkPath(request);
  };
  applyHttpRules(app, platform, admitHere, logger);
  if (settings.docsEnabled) serveDocs(app);
  return app;
}
