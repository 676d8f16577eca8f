import { AppError } from '../common/index.js';
import type { Quota } from './request-limiter.js';

export class RateLimitedError extends AppError {
  readonly code = 'rate_limited';
  readonly kind = 'rate_limited';
  readonly title = 'Too many requests';

  constructor({ requests, windowSeconds, resetSeconds }: Quota) {
    const limit = `${requests} ${requests === 1 ? 'request' : 'requests'} every ${windowSeconds} seconds`;
    super(`The limit is ${limit}. Nothing was done; try again in ${resetSeconds} seconds.`, {
      retryAfterSeconds: resetSeconds,
    });
  }
}
