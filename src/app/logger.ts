import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { LogOutput } from './log-output.js';

export type { Logger };

const STDOUT = 1;

/** Structured logs on standard output. They contain ids, sizes and times, but never a prompt, an answer or a key. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: scrubbed },
  };
  return pino(options, destination ?? new LogOutput(STDOUT));
}

/**
 * The loggable parts of an unexpected error: its class, its code and its stack. Messages and fields of database errors are
 * left out, because they quote values, which can be prompts and answers.
 */
export function scrubbed(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const at = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    at: at?.slice(0, 12).map((line) => line.trim()),
    ...(error.cause instanceof Error && { cause: scrubbed(error.cause) }),
  };
}

/** Contexts in which Nest logs an error that it also throws. */
const STARTUP_CONTEXTS: readonly (string | undefined)[] = ['ExceptionHandler', 'NestApplication'];

/** Writes Nest's own messages to the same log. */
export class NestLogger implements LoggerService {
  constructor(protected readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  /** Nest passes the error's message, which may quote a client's request. Only the context is logged. */
  error(error: unknown, _stack?: string, context?: string): void {
    // The error is also thrown, and `explain` describes it to the operator.
    if (STARTUP_CONTEXTS.includes(context)) return;
    this.logger.error({ err: error, context }, 'Nest reported an error');
  }

  debug(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}

/** Writes the messages of Reprise's own classes to the same log. They contain only ids, counts and names. */
export class OwnLogger extends NestLogger {
  override error(message: unknown, _stack?: string, context?: string): void {
    this.logger.error({ context }, String(message));
  }
}
