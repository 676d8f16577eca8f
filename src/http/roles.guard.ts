import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuditTrail, ForbiddenError, IdGenerator, type Role } from '../common/index.js';
import { actingOf } from './acting.interceptor.js';
import { setAuditIdHeader, recordDenial } from './audit-header.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { identityOf } from './identity.guard.js';
import { toProblemException } from './problem.exception.js';

const ROLES = 'reprise:roles';

/** Allows a route for these roles only; other authenticated callers get 403. */
export const Roles = (...roles: Role[]): MethodDecorator & ClassDecorator => SetMetadata(ROLES, roles);

@Injectable()
export class RolesGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly ids: IdGenerator,
    private readonly audit: AuditTrail,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES, places);
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    if (!roles || roles.includes(identityOf(request).role)) return true;
    const reply = http.getResponse<HttpReply>();
    const error = new ForbiddenError();
    const acting = actingOf(request, reply, this.ids.next());
    recordDenial(this.audit, acting, context, error);
    setAuditIdHeader(request, reply, acting.recordId);
    throw toProblemException(error, reply);
  }
}
