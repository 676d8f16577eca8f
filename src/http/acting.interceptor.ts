import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import { type Acting, actingAs, IdGenerator } from '../common/index.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { identityOf } from './identity.guard.js';

/** Runs a handler in the name of who asked, so that whatever it does is recorded with who did it. */
@Injectable()
export class ActingInterceptor implements NestInterceptor {
  constructor(@Inject(IdGenerator) private readonly ids: IdGenerator) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const acting = actingOf(http.getRequest<HttpRequest>(), http.getResponse<HttpReply>(), this.ids.next());
    // Nest binds the handler to the context in which `handle` is called.
    return new Observable((subscriber) => actingAs(acting, () => next.handle().subscribe(subscriber)));
  }
}

/** Longest address and name of a request that are recorded, in characters. */
const MAX_ADDRESS = 64;
const MAX_REQUEST_ID = 128;

export function actingOf(request: HttpRequest, reply: HttpReply, auditId: string): Acting {
  const requestId = reply.getHeader?.('X-Request-Id');
  return {
    identity: identityOf(request),
    address: request.ip?.slice(0, MAX_ADDRESS) ?? null,
    requestId: typeof requestId === 'string' ? requestId.slice(0, MAX_REQUEST_ID) : null,
    auditId,
    isAuditIdTaken: false,
  };
}
