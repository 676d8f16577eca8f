import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { catchError, type MonoTypeOperatorFunction, type Observable, throwError } from 'rxjs';
import type { HttpReply } from './http-reply.js';
import { toProblemException } from './problem.exception.js';

/** Gives this library's errors their status and steps aside, so that the host's own filter renders them. */
@Injectable()
export class ErrorMappingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(mapErrors(context.switchToHttp().getResponse<HttpReply>()));
  }
}

export function mapErrors(reply: HttpReply): MonoTypeOperatorFunction<unknown> {
  return catchError((error: unknown) => throwError(() => toProblemException(error, reply)));
}
