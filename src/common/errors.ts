/** What went wrong, in terms a caller can act on. The HTTP edge turns each kind into one status. */
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

/** An error of Claude's as its API names it; `null` where it does not. */
export interface ClaudeErrorName {
  readonly status: number | null;
  readonly type: string | null;
  readonly code: string | null;
  /** Whether it is about the operator's key, account or bill, which only the operator can mend. */
  readonly isAboutAccount: boolean;
}

export interface AppErrorDetail {
  /** One entry per bad field of the input. */
  readonly errors?: readonly FieldError[];
  /** Claude's id of the request that failed, for Anthropic's support. */
  readonly requestId?: string | null;
  /** The stored result that this error is about. */
  readonly resultId?: string;
  /** The stored message that this error is about. */
  readonly messageId?: string;
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number;
  /** The wait that Claude itself asked for, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Whether the same request, sent again by us, may well succeed. */
  readonly isTransient?: boolean;
  /** Whether Claude may bill the request although it failed: nothing is known of its cost then. @default false */
  readonly mayBeBilled?: boolean;
  /** What Claude itself called the error, for the log: its status, type and error code. Never its message. */
  readonly claudeError?: ClaudeErrorName;
  /** Whether it was told before, to an earlier request with the same idempotency key. */
  readonly isIdempotentReplay?: boolean;
  /** Work that goes on although the caller is told of an error; what was held for it stays held until it is over. */
  readonly unfinished?: Promise<unknown>;
  readonly cause?: unknown;
}

/**
 * Base of every error this library raises on purpose. `code` is stable and safe to match on;
 * `message` may change. Neither ever holds a prompt, an answer or a key.
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

/** There is no such thing, or it belongs to somebody else: nobody can tell which. */
export abstract class NotFoundError extends AppError {
  readonly code = 'not_found';
  readonly kind = 'not_found';
  readonly title = 'Not found';
}

/** An error's class, for logs: its message may quote content, an address or a key. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** Acts once nothing goes on any more of what ended with this error: at once, unless there is unfinished work. */
export async function onceOver(error: unknown, act: () => Promise<void>): Promise<void> {
  const unfinished = error instanceof AppError ? error.detail.unfinished : undefined;
  if (unfinished) void unfinished.then(act, act);
  else await act();
}
