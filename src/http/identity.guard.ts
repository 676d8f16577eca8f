import { type CanActivate, type ExecutionContext, Injectable, Optional, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DEFAULT_TENANT, ForbiddenError, type Identity, type Role } from '../common/index.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { IdentityResolver } from './identity.resolver.js';
import { toProblemException } from './problem.exception.js';

const ROLES = 'reprise:roles';

/** Only these roles may; everybody else who is known gets a 403. */
export const Roles = (...roles: Role[]): MethodDecorator & ClassDecorator => SetMetadata(ROLES, roles);

/** Everybody, while nobody has to log in. */
const ANYBODY: Identity = {
  tenantId: DEFAULT_TENANT,
  subject: 'anybody',
  role: 'admin',
  userId: null,
  keyId: null,
};

/** Kept beside the requests, not on them: a host's own `request.user` stays its own. */
const identities = new WeakMap<object, Identity>();

/** Who sent a request; everybody is one where nobody has to say who it is. */
export function identityOf(request: object): Identity {
  return identities.get(request) ?? ANYBODY;
}

/** Lets in who is known and whose role is allowed. A guard, not middleware: it goes by routes, never by paths. */
@Injectable()
export class IdentityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Optional() private readonly resolver?: IdentityResolver,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    if (this.resolver === undefined) return true;
    const http = context.switchToHttp();
    try {
      const request = http.getRequest<HttpRequest>();
      const identity = await this.resolver.resolve(request);
      identities.set(request, identity);
      const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES, places);
      if (roles && !roles.includes(identity.role)) throw new ForbiddenError();
      return true;
    } catch (error) {
      throw toProblemException(error, http.getResponse<HttpReply>());
    }
  }
}
