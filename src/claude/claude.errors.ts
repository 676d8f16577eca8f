import { AppError, type AppErrorDetail } from '../common/index.js';

/** What an error of this module may carry: never a cause, because the SDK's errors hold headers and bodies. */
export type ClaudeErrorDetail = Pick<
  AppErrorDetail,
  'requestId' | 'retryAfterSeconds' | 'retryAfterMs' | 'isTransient' | 'mayBeBilled' | 'claudeError' | 'errors'
>;

/** Seconds to wait before trying again where Claude named no time. */
export const DEFAULT_RETRY_AFTER_SECONDS = 5;

/** Claude, or the gate in front of it, has no room for the request at the moment. Nothing was billed. */
export class ClaudeOverloadedError extends AppError {
  readonly code = 'claude_overloaded';
  readonly kind = 'unavailable';
  readonly title = 'Claude is overloaded';

  constructor(message: string, detail: ClaudeErrorDetail = {}) {
    super(message, { ...detail, retryAfterSeconds: detail.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS });
  }
}

/** The user, or the tenant, has as many calls under way and waiting as it may have. Nothing was sent or billed. */
export class TooManyCallsError extends AppError {
  readonly code = 'rate_limited';
  readonly kind = 'rate_limited';
  readonly title = 'Too many requests';

  constructor() {
    super(
      'This user or tenant has as many calls to Claude under way and waiting as one may have. Claude was not asked; try ' +
        'again after the time named in Retry-After, with fewer requests at once.',
      { retryAfterSeconds: DEFAULT_RETRY_AFTER_SECONDS },
    );
  }
}

/** No whole reply came in time. Claude may have billed the request all the same, which is what `mayBeBilled` says. */
export class ClaudeTimeoutError extends AppError {
  readonly code = 'claude_timeout';
  readonly kind = 'upstream_timeout';
  readonly title = 'Claude did not answer in time';

  constructor(message: string, detail: ClaudeErrorDetail = {}) {
    super(message, { mayBeBilled: true, ...detail });
  }
}

/** Claude failed, could not be reached, refused the operator's key or account, or sent what cannot be read. */
export class ClaudeFailedError extends AppError {
  readonly code = 'claude_error';
  readonly kind = 'upstream_failed';
  readonly title = 'Claude could not answer';

  constructor(message: string, detail: ClaudeErrorDetail = {}) {
    super(message, detail);
  }
}

/** Claude found fault with the caller's own input. Sending the same request again cannot help. */
export class ClaudeRejectedError extends AppError {
  readonly code = 'validation_failed';
  readonly kind = 'invalid';
  readonly title = 'Claude rejected the request';

  constructor(message: string, detail: ClaudeErrorDetail = {}) {
    super(message, detail);
  }
}

/** The request is larger than Claude accepts. */
export class ClaudeRequestTooLargeError extends AppError {
  readonly code = 'payload_too_large';
  readonly kind = 'too_large';
  readonly title = 'The request is too large for Claude';

  constructor(message: string, detail: ClaudeErrorDetail = {}) {
    super(message, detail);
  }
}
