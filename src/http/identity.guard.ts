import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { type Identity, UnauthenticatedError } from '../common/index.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { ANYBODY, IdentityResolver, NoLogin } from './identity.resolver.js';
import { toProblemException } from './problem.exception.js';
import { countRequest } from './rate-limit.js';
import { RequestLimiter } from './request-limiter.js';

const NOBODY_TELLS =
  'Reprise: nobody tells who is asking, so its routes are not served. Import an IdentityModule beside them: with your ' +
  'own IdentityResolver, with the mode api-key or jwt, or with the mode none, which lets everybody in.';

/** Kept beside the requests, not on them: a host's own `request.user` stays its own. */
const identities = new WeakMap<object, Identity>();

/** Who sent a request; everybody is one where nobody has to say who it is. */
export function identityOf(request: object): Identity {
  return loggedInAs(request) ?? ANYBODY;
}

/** Who has said who it is, and was believed. */
export function loggedInAs(request: object): Identity | undefined {
  return identities.get(request);
}

/**
 * Lets in who is known. A guard, not middleware: it goes by routes, never by paths. Routes at which nobody says who is
 * asking do not start.
 */
@Injectable()
export class IdentityGuard implements CanActivate {
  private readonly resolver: IdentityResolver;

  constructor(
    @Optional() resolver?: IdentityResolver,
    @Optional() private readonly limiter?: RequestLimiter,
  ) {
    if (!resolver) throw new Error(NOBODY_TELLS);
    this.resolver = resolver;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.resolver instanceof NoLogin) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<HttpReply>();
    try {
      identities.set(request, await this.resolver.resolve(request));
      return true;
    } catch (error) {
      throw toProblemException(await this.counted(error, request, reply), reply);
    }
  }

  /** Who is not known is limited by its address; those who are known, behind the same one, are not. */
  private async counted(error: unknown, request: HttpRequest, reply: HttpReply): Promise<unknown> {
    if (this.limiter === undefined || !(error instanceof UnauthenticatedError)) return error;
    return countRequest(this.limiter, undefined, request, reply).then(
      () => error,
      (exceeded: unknown) => exceeded,
    );
  }
}
