import type { LoggerService } from '@nestjs/common';
import type { Clock } from './clock.js';
import { having, type OptionRules } from './option-rules.js';

export interface CommonModuleOptions {
  /** The clock of all modules that share this module. @default the system's clock */
  readonly clock?: Clock | undefined;
  /**
   * The logger of all modules that share this module. It gets a message, and the name of the logging class as the last
   * argument. Messages contain ids, counts and names of errors, but never content of users. @default the application's
   * logger, through Nest's `Logger`
   */
  readonly logger?: LoggerService | undefined;
}

export const COMMON_OPTIONS = Symbol('COMMON_OPTIONS');

export const COMMON_RULES: OptionRules<CommonModuleOptions> = {
  clock: having('a Clock', 'now'),
  logger: having('a LoggerService', 'log', 'warn', 'error'),
};
