/** Category of an error. The HTTP layer maps each kind to one status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'payment_required'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'precondition_failed'
  | 'too_large'
  | 'unprocessable'
  | 'rate_limited'
  | 'unavailable'
  | 'upstream_failed'
  | 'upstream_timeout';

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** An error of Claude's API. Fields are `null` if the API did not set them. */
export interface ClaudeErrorName {
  readonly status: number | null;
  readonly type: string | null;
  readonly code: string | null;
  /** Whether the error concerns the operator's API key, account or billing, which only the operator can fix. */
  readonly isAboutAccount: boolean;
}

export interface AppErrorDetail {
  /** One entry for each invalid field. */
  readonly errors?: readonly FieldError[];
  /** Claude's id of the request that failed, for Anthropic's support. */
  readonly requestId?: string | null;
  /** The stored result that this error is about. */
  readonly resultId?: string;
  /** The stored message that this error is about. */
  readonly messageId?: string;
  /** Seconds after which a retry may succeed. */
  readonly retryAfterSeconds?: number;
  /** The delay that Claude's API requested, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Whether retrying the same request may succeed. */
  readonly isTransient?: boolean;
  /** Whether Claude may bill the failed request, so that its cost is unknown. @default false */
  readonly mayBeBilled?: boolean;
  /** Status, type and error code of Claude's API, for the log. Never its message. */
  readonly claudeError?: ClaudeErrorName;
  /** Whether an earlier request with the same idempotency key got the same error. */
  readonly isIdempotentReplay?: boolean;
  /** Work that continues although the caller gets an error. Its locks are held until it ends. */
  readonly unfinished?: Promise<unknown>;
  readonly cause?: unknown;
}

/**
 * Base class of all errors that Reprise throws. `code` is stable and safe to match on; `message` may change. Neither
 * contains a prompt, an answer or a key.
 */
export abstract class AppError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  abstract readonly title: string;

  constructor(
    message: string,
    readonly detail: AppErrorDetail = {},
  ) {
    super(message, { cause: detail.cause });
    this.name = new.target.name;
  }
}

export class ValidationFailedError extends AppError {
  readonly code = 'validation_failed';
  readonly kind = 'invalid';
  readonly title = 'The request is not valid';
}

/** The resource is missing, or belongs to another user. The error does not reveal which. */
export abstract class NotFoundError extends AppError {
  readonly code = 'not_found';
  readonly kind = 'not_found';
  readonly title = 'Not found';
}

/** The name of an error's class, for logs: its message may quote content, an address or a key. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** The work that continues although its request ended with this error. */
export function unfinishedOf(error: unknown): Promise<unknown> | undefined {
  return error instanceof AppError ? error.detail.unfinished : undefined;
}
