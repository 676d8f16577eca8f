import { HttpException } from '@nestjs/common';
import { AppError } from '../common/index.js';
import type { HttpReply } from './http-reply.js';
import { type Problem, problemOf } from './problem.js';

/** An error on its way out: any Nest filter, ours or the host's, finds the status and the whole document in it. */
export class ProblemException extends HttpException {
  constructor(
    readonly problem: Problem,
    readonly retryAfterSeconds?: number,
    cause?: unknown,
  ) {
    super(problem, problem.status, { cause });
  }

  static from(error: AppError): ProblemException {
    return new ProblemException(problemOf(error), error.detail.retryAfterSeconds, error);
  }
}

/** An error of ours as an exception with its status; its headers are set at once. Any other error stays what it is. */
export function toProblemException(error: unknown, reply: HttpReply): unknown {
  if (!(error instanceof AppError)) return error;
  const { retryAfterSeconds, isIdempotentReplay } = error.detail;
  if (error.kind === 'unauthenticated') reply.header('WWW-Authenticate', 'Bearer realm="reprise"');
  if (retryAfterSeconds !== undefined) reply.header('Retry-After', String(retryAfterSeconds));
  if (isIdempotentReplay) reply.header('Idempotent-Replayed', 'true');
  return ProblemException.from(error);
}
