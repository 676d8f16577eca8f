import { Inject, Injectable, Logger, type LoggerService } from '@nestjs/common';
import { COMMON_OPTIONS, type CommonModuleOptions } from './common.options.js';

/** What a class says of what it does. */
export type Log = Pick<Logger, 'log' | 'warn' | 'error'>;

/** Where classes get their loggers: the host's when it gave one, so that two mounts in one process may have two. */
@Injectable()
export class Logs {
  constructor(@Inject(COMMON_OPTIONS) private readonly options: CommonModuleOptions) {}

  /** @param speaker the class whose name stands with everything it says */
  of({ name }: { readonly name: string }): Log {
    const { logger } = this.options;
    return logger ? named(logger, name) : new Logger(name);
  }
}

/** As Nest's own `Logger` passes on what it is told: the context last, after the place of a stack. */
function named(logger: LoggerService, context: string): Log {
  return {
    log: (message: unknown) => void logger.log(message, context),
    warn: (message: unknown) => void logger.warn(message, context),
    error: (message: unknown) => void logger.error(message, undefined, context),
  };
}
