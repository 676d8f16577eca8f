import { type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { defer, map, Observable, tap } from 'rxjs';
import { type Acting, actingAs, AuditTrail, IdGenerator, UserNotFoundError } from '../common/index.js';
import { nameRecord, noteDenial } from './audit-header.js';
import { mapErrors } from './error-mapping.interceptor.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { identityOf } from './identity.guard.js';
import { inPieces } from './large-answer.js';
import { keepAnswer } from './nest-internals.js';
import { RequestPipe } from './request-pipe.js';
import { routeArguments } from './route-arguments.js';

/**
 * Runs a handler in the name of who asked, so that whatever it does is recorded with who did it, and names the record in
 * the answer. Errors get their status here too: one interceptor costs less than two.
 *
 * It calls the handler itself, and holds on to its answer: global pipes and interceptors of the host's, which know nothing
 * of our routes, change neither what a client may send nor what it gets.
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
    // What users say is kept by no browser and no proxy; errors may name it too.
    reply.header('Cache-Control', 'no-store');
    const failed = (error: unknown) => {
      if (error instanceof UserNotFoundError) noteDenial(this.audit, acting, context, error);
      nameRecord(request, reply, acting.recordId);
    };
    const done = () => nameRecord(request, reply, reservedId(acting) ?? acting.recordId);
    const keep = map((answer: unknown) => keepAnswer(reply, inPieces(answer, reply), this.platform.httpAdapter));
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

/** A stream begins before its end is recorded, which is what the id is for. */
function reservedId({ auditId, isAuditIdTaken }: Acting): string | undefined {
  return isAuditIdTaken ? auditId : undefined;
}
