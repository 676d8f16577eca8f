import { HttpException } from '@nestjs/common';
import { AppError } from '../common/index.js';
import type { HttpReply } from './http-reply.js';
import { type Problem, problemOf } from './problem.js';

/** An HTTP exception with the whole problem document, which any Nest exception filter can render. */
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

/** Converts an `AppError` to an HTTP exception and sets its response headers. Returns any other error unchanged. */
export function toProblemException(error: unknown, reply: HttpReply): unknown {
  if (!(error instanceof AppError)) return error;
  const { retryAfterSeconds, isIdempotentReplay } = error.detail;
  if (error.kind === 'unauthenticated') reply.header('WWW-Authenticate', 'Bearer realm="reprise"');
  if (retryAfterSeconds !== undefined) reply.header('Retry-After', String(retryAfterSeconds));
  if (isIdempotentReplay) reply.header('Idempotent-Replayed', 'true');
  return ProblemException.from(error);
}
