import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { LogOutput } from './log-output.js';

export type { Logger };

const STDOUT = 1;

/** Structured logs on standard output: ids, sizes and times; never a prompt, an answer or a key. */
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
 * What may be known of an unexpected error: its class, its code and where it happened. Messages and fields of database
 * errors quote values, and those are prompts and answers.
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

/** The contexts in which Nest logs what it then throws. */
const STARTING: readonly (string | undefined)[] = ['ExceptionHandler', 'NestApplication'];

/** Nest's own messages, in the same log. */
export class NestLogger implements LoggerService {
  constructor(protected readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  /** Nest passes the message of whatever was thrown, which may quote what a client sent: only its place is kept. */
  error(error: unknown, _stack?: string, context?: string): void {
    // What keeps it from starting is thrown as well, and said in words an operator can act on.
    if (STARTING.includes(context)) return;
    this.logger.error({ err: error, context }, 'Nest reported an error');
  }

  debug(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}

/** What Reprise's own classes say, in the same log: ids, counts and names, so that their errors need no hiding. */
export class OwnLogger extends NestLogger {
  override error(message: unknown, _stack?: string, context?: string): void {
    this.logger.error({ context }, String(message));
  }
}
