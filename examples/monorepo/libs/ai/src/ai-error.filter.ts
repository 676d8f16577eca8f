import { type ArgumentsHost, Catch } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { AppError, ProblemException } from 'reprise';

/** Of Express and of Fastify. */
interface Reply {
  header(name: string, value: string): unknown;
}

/**
 * Reprise's routes answer for their own errors. Where a controller of the host's calls a service of Reprise's, this gives
 * the error the same status: a budget that is spent is a 402, a Claude that is overloaded a 503, and not a 500.
 */
@Catch(AppError)
export class AiErrorFilter extends BaseExceptionFilter {
  override catch(error: AppError, host: ArgumentsHost): void {
    const { retryAfterSeconds } = error.detail;
    const reply = host.switchToHttp().getResponse<Reply>();
    if (retryAfterSeconds !== undefined) reply.header('Retry-After', String(retryAfterSeconds));
    super.catch(ProblemException.from(error), host);
  }
}
