import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { type HttpReply, type HttpRequest, onceClosed } from './http-reply.js';
import { loggedInAs } from './identity.guard.js';
import { toProblemException } from './problem.exception.js';
import { OpenRequests } from './open-requests.js';
import { countRequest, rateLimitKey } from './rate-limit.js';
import { RequestLimiter } from './request-limiter.js';

/**
 * Counts every request of an authenticated caller, including those that a later guard refuses, and limits its open
 * requests. Without a limiter there is no limit.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    @Optional() private readonly limiter?: RequestLimiter,
    @Optional() private readonly open?: OpenRequests,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (this.open !== undefined) this.enter(this.open, context);
    return this.limiter === undefined || this.isWithin(this.limiter, context);
  }

  private enter(open: OpenRequests, context: ExecutionContext): void {
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<HttpReply>();
    try {
      onceClosed(reply, open.enter(rateLimitKey(loggedInAs(request), request)));
    } catch (error) {
      throw toProblemException(error, reply);
    }
  }

  private async isWithin(limiter: RequestLimiter, context: ExecutionContext): Promise<true> {
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<HttpReply>();
    try {
      await countRequest(limiter, loggedInAs(request), request, reply);
      return true;
    } catch (error) {
      throw toProblemException(error, reply);
    }
  }
}
