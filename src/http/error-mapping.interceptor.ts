import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { catchError, type Observable, throwError } from 'rxjs';
import type { HttpReply } from './http-reply.js';
import { toProblemException } from './problem.exception.js';

/** Gives this library's errors their status and steps aside, so that the host's own filter renders them. */
@Injectable()
export class ErrorMappingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<HttpReply>();
    return next.handle().pipe(catchError((error: unknown) => throwError(() => toProblemException(error, reply))));
  }
}
