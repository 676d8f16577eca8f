import type { LoggerService } from '@nestjs/common';
import type { Clock } from './clock.js';
import { having, type OptionRules } from './option-rules.js';

export interface CommonModuleOptions {
  /** What time it is, for all modules that share this module. @default the system's clock */
  readonly clock?: Clock | undefined;
  /**
   * Where all modules that share this module log: a message, and as its last argument the name of the class that says it.
   * Ids, counts and names of errors; never what users say. @default the logger of the application, as Nest's `Logger` has it
   */
  readonly logger?: LoggerService | undefined;
}

export const COMMON_OPTIONS = Symbol('COMMON_OPTIONS');

export const COMMON_RULES: OptionRules<CommonModuleOptions> = {
  clock: having('a Clock', 'now'),
  logger: having('a LoggerService', 'log', 'warn', 'error'),
};
