import { Inject, Injectable, Logger, type LoggerService } from '@nestjs/common';
import { COMMON_OPTIONS, type CommonModuleOptions } from './common.options.js';

/** The logger of a class. */
export type Log = Pick<Logger, 'log' | 'warn' | 'error'>;

/**
 * Creates loggers, with the logger of the mount's options if there is one, so that two mounts in one process can log
 * separately.
 */
@Injectable()
export class Logs {
  constructor(@Inject(COMMON_OPTIONS) private readonly options: CommonModuleOptions) {}

  /** @param speaker class whose name is logged as the context */
  of({ name }: { readonly name: string }): Log {
    const { logger } = this.options;
    return logger ? named(logger, name) : new Logger(name);
  }
}

/** Passes arguments in the order of Nest's own `Logger`: the context last, after the stack. */
function named(logger: LoggerService, context: string): Log {
  return {
    log: (message: unknown) => void logger.log(message, context),
    warn: (message: unknown) => void logger.warn(message, context),
    error: (message: unknown) => void logger.error(message, undefined, context),
  };
}
