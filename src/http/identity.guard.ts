import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { type Identity, UnauthenticatedError } from '../common/index.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { ANONYMOUS, IdentityResolver, NoLogin } from './identity.resolver.js';
import { toProblemException } from './problem.exception.js';
import { countRequest } from './rate-limit.js';
import { RequestLimiter } from './request-limiter.js';

const NO_RESOLVER =
  'Reprise: no IdentityResolver is provided, so its routes cannot be served. Import an IdentityModule: with your own ' +
  'IdentityResolver, with the mode api-key or jwt, or with the mode none, which admits every caller without a login.';

/** A map instead of a property of the request, so that the host's own `request.user` is left alone. */
const identities = new WeakMap<object, Identity>();

/** The caller's identity. Without authentication every caller has the same identity. */
export function identityOf(request: object): Identity {
  return loggedInAs(request) ?? ANONYMOUS;
}

/** The identity of an authenticated caller. */
export function loggedInAs(request: object): Identity | undefined {
  return identities.get(request);
}

/**
 * Admits authenticated callers only. It is a guard, not middleware, so that it is bound to routes instead of paths.
 * Its constructor throws without an `IdentityResolver`, so routes without authentication never start.
 */
@Injectable()
export class IdentityGuard implements CanActivate {
  private readonly resolver: IdentityResolver;

  constructor(
    @Optional() resolver?: IdentityResolver,
    @Optional() private readonly limiter?: RequestLimiter,
  ) {
    if (!resolver) throw new Error(NO_RESOLVER);
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
      throw toProblemException(await this.countFailure(error, request, reply), reply);
    }
  }

  /**
   * Counts a request without a valid credential against the limit of its address. Authenticated callers at the same
   * address have limits of their own.
   * @returns the error to answer with: the given one, or that the limit was exceeded
   */
  private async countFailure(error: unknown, request: HttpRequest, reply: HttpReply): Promise<unknown> {
    if (this.limiter === undefined || !(error instanceof UnauthenticatedError)) return error;
    return countRequest(this.limiter, undefined, request, reply).then(
      () => error,
      (exceeded: unknown) => exceeded,
    );
  }
}
