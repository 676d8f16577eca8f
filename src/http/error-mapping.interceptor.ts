import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { catchError, type Observable, throwError } from 'rxjs';
import { AppError } from '../common/index.js';
import type { HttpReply } from './http-reply.js';
import { ProblemException } from './problem.exception.js';

/** Gives this library's errors their status and steps aside, so that the host's own filter renders them. */
@Injectable()
export class ErrorMappingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof AppError)) return throwError(() => error);
        const { retryAfterSeconds, isIdempotentReplay } = error.detail;
        const reply = context.switchToHttp().getResponse<HttpReply>();
        if (retryAfterSeconds !== undefined) reply.header('Retry-After', String(retryAfterSeconds));
        if (isIdempotentReplay) reply.header('Idempotent-Replayed', 'true');
        return throwError(() => ProblemException.from(error));
      }),
    );
  }
}
