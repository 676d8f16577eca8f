import { type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { defer, map, Observable, tap } from 'rxjs';
import { type Acting, actingAs, AuditTrail, IdGenerator, UserNotFoundError } from '../common/index.js';
import { setAuditIdHeader, recordDenial } from './audit-header.js';
import { mapErrors } from './error-mapping.interceptor.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { identityOf } from './identity.guard.js';
import { streamLargePage } from './large-answer.js';
import { keepAnswer } from './nest-internals.js';
import { RequestPipe } from './request-pipe.js';
import { routeArguments } from './route-arguments.js';

/**
 * Runs the route handler in the caller's audit context, so that audit records name the caller, and puts the id of the
 * audit record into the response. Also maps errors to their status: one interceptor costs less than two.
 *
 * The interceptor calls the handler itself and keeps its return value. Global pipes and interceptors of the host
 * therefore change neither the input nor the response of Reprise's routes.
 */
@Injectable()
export class ActingInterceptor implements NestInterceptor {
  private readonly pipe = new RequestPipe();

  constructor(
    @Inject(IdGenerator) private readonly ids: IdGenerator,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(ModuleRef) private readonly module: ModuleRef,
    @Inject(HttpAdapterHost) private readonly platform: HttpAdapterHost,
  ) {}

  intercept(context: ExecutionContext): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<HttpReply>();
    const acting = actingOf(request, reply, this.ids.next());
    // Browsers and proxies must not store responses, which hold users' texts. Error responses may quote them too.
    reply.header('Cache-Control', 'no-store');
    const failed = (error: unknown) => {
      if (error instanceof UserNotFoundError) recordDenial(this.audit, acting, context, error);
      setAuditIdHeader(request, reply, acting.recordId);
    };
    const done = () => setAuditIdHeader(request, reply, reservedId(acting) ?? acting.recordId);
    const keep = map((answer: unknown) => keepAnswer(reply, streamLargePage(answer, reply), this.platform.httpAdapter));
    return new Observable((subscriber) =>
      actingAs(acting, () =>
        defer(() => this.call(context))
          .pipe(tap({ next: done, error: failed }), mapErrors(reply), keep)
          .subscribe(subscriber),
      ),
    );
  }

  private async call(context: ExecutionContext): Promise<unknown> {
    const controller: object = this.module.get(context.getClass());
    const values = await routeArguments(context, this.pipe);
    return (context.getHandler() as (...values: unknown[]) => unknown).apply(controller, values);
  }
}

/** Longest client address and request id that are recorded, in characters. Longer ones are cut. */
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

/** A streamed response sends its headers before its audit record exists, so the record's id is reserved beforehand. */
function reservedId({ auditId, isAuditIdTaken }: Acting): string | undefined {
  return isAuditIdTaken ? auditId : undefined;
}
