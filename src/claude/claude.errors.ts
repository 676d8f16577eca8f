import { AppError, type AppErrorDetail } from '../common/index.js';

/** The details of an error of this module. They exclude `cause`, because the SDK's errors hold headers and bodies. */
export type ClaudeErrorDetail = Pick<
  AppErrorDetail,
  'requestId' | 'retryAfterSeconds' | 'retryAfterMs' | 'isTransient' | 'mayBeBilled' | 'claudeError' | 'errors'
>;

/** The `Retry-After` value, in seconds, if Claude sent none. */
export const DEFAULT_RETRY_AFTER_SECONDS = 5;

/** Claude, or the concurrency gate in front of it, cannot take the request at the moment. Nothing was billed. */
export class ClaudeOverloadedError extends AppError {
  readonly code = 'claude_overloaded';
  readonly kind = 'unavailable';
  readonly title = 'Claude is overloaded';

  constructor(message: string, detail: ClaudeErrorDetail = {}) {
    super(message, { ...detail, retryAfterSeconds: detail.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS });
  }
}

/** The user or the tenant has reached its limit of running and queued calls. Nothing was sent or billed. */
export class TooManyCallsError extends AppError {
  readonly code = 'rate_limited';
  readonly kind = 'rate_limited';
  readonly title = 'Too many requests';

  constructor() {
    super(
      'This user or tenant has too many running and queued calls to Claude. The request was not sent to Claude. Send ' +
        'fewer requests at once, and retry after the time in Retry-After.',
      { retryAfterSeconds: DEFAULT_RETRY_AFTER_SECONDS },
    );
  }
}

/** No complete reply arrived in time. Claude may have billed the request; `mayBeBilled` says so. */
export class ClaudeTimeoutError extends AppError {
  readonly code = 'claude_timeout';
  readonly kind = 'upstream_timeout';
  readonly title = 'Claude did not answer in time';

  constructor(message: string, detail: ClaudeErrorDetail = {}) {
    super(message, { mayBeBilled: true, ...detail });
  }
}

/** Claude failed, could not be reached, refused the operator's key or account, or sent an unreadable reply. */
export class ClaudeFailedError extends AppError {
  readonly code = 'claude_error';
  readonly kind = 'upstream_failed';
  readonly title = 'Claude could not answer';

  constructor(message: string, detail: ClaudeErrorDetail = {}) {
    super(message, detail);
  }
}

/** Claude rejected the caller's input. Sending the same request again fails again. */
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
