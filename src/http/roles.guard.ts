import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ForbiddenError, type Role } from '../common/index.js';
import type { HttpReply } from './http-reply.js';
import { identityOf } from './identity.guard.js';
import { toProblemException } from './problem.exception.js';

const ROLES = 'reprise:roles';

/** Only these roles may; everybody else who is known gets a 403. */
export const Roles = (...roles: Role[]): MethodDecorator & ClassDecorator => SetMetadata(ROLES, roles);

@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES, places);
    const http = context.switchToHttp();
    if (!roles || roles.includes(identityOf(http.getRequest<object>()).role)) return true;
    throw toProblemException(new ForbiddenError(), http.getResponse<HttpReply>());
  }
}
