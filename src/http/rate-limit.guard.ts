import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { loggedInAs } from './identity.guard.js';
import { toProblemException } from './problem.exception.js';
import { countRequest } from './rate-limit.js';
import { RequestLimiter } from './request-limiter.js';

/** Counts every request of who is known, also those that are refused afterwards; without a limiter there is no limit. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(@Optional() private readonly limiter?: RequestLimiter) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.limiter === undefined || this.isWithin(this.limiter, context);
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
