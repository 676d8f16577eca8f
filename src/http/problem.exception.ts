import { HttpException } from '@nestjs/common';
import type { AppError } from '../common/index.js';
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
