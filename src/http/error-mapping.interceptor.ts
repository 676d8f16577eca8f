import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { catchError, type MonoTypeOperatorFunction, type Observable, throwError } from 'rxjs';
import type { HttpReply } from './http-reply.js';
import { toProblemException } from './problem.exception.js';

/** Maps Reprise's errors to HTTP exceptions, which the host's exception filter then renders. */
@Injectable()
export class ErrorMappingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(mapErrors(context.switchToHttp().getResponse<HttpReply>()));
  }
}

export function mapErrors(reply: HttpReply): MonoTypeOperatorFunction<unknown> {
  return catchError((error: unknown) => throwError(() => toProblemException(error, reply)));
}
