import type { AppError, ClaudeErrorName } from '../../common/index.js';
import {
  ClaudeFailedError,
  ClaudeOverloadedError,
  ClaudeRejectedError,
  ClaudeRequestTooLargeError,
  ClaudeTimeoutError,
} from '../claude.errors.js';
import { MAX_LENGTH, sideText } from '../side-text.js';

const MAX_API_MESSAGE_LENGTH = 500;
const MAX_RETRY_AFTER_MS = 3_600_000;

/** Error codes about the operator's account. Some come as a 400 or a 429, which would look like the caller's mistake. */
const ACCOUNT_CODES: ReadonlySet<string> = new Set([
  'contract_spend_limit_reached',
  'enforced_spend_limit_reached',
  'linked_organization_spend_limit_reached',
  'linked_organization_billing_unavailable',
  'organization_on_hold',
  'organization_type_not_supported',
  'organization_not_enrolled_in_beta',
  'parent_organization_required',
  'workspace_policy_violation',
  'cmek_key_disabled',
  'cmek_key_network_blocked',
  'cmek_key_unreachable',
  'cmek_context_unavailable',
]);

const ACCOUNT_TYPES: ReadonlySet<string> = new Set(['authentication_error', 'permission_error', 'billing_error']);

/**
 * Messages about the operator's account that come as `invalid_request_error` without a code, as the API and its
 * documentation word them. A message that begins with the path of a field is about the request and may quote it, so these
 * patterns do not apply to it.
 */
const ACCOUNT_MESSAGES: readonly RegExp[] = [
  /credit balance is too low|purchase credits|plans & billing/i,
  /\b(usage|spend|spending) limits?\b/i,
  /\b(organization|workspace|account|api key)\b.{0,40}\b(has been|is|was) (disabled|suspended|deactivated|revoked|on hold)\b/i,
  /\b(organization|workspace|account|api key|credential|subscription|plan)\b.{0,80}\b(does not have (access|permission)|not (allowed|authorized|permitted|enabled))\b/i,
  /\bnot (yet )?(available|enabled|allowed|authorized|permitted) (for|on|in|with) (this|your) (organization|workspace|account|api key|credential|subscription|plan)\b/i,
  /\bcredential is only authorized\b/i,
];
const ABOUT_A_FIELD = /^[a-z_]+(\.[a-z_0-9]+)*: /;

/** The fields of an SDK error. They are read by shape, because a host's client may use another copy of the classes. */
interface ApiFailure {
  readonly status: number | null;
  readonly type: string | null;
  readonly errorCode: string | null;
  readonly apiMessage: string | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | undefined;
  readonly isTransient: boolean;
  /** Whether no connection was made, so that nothing was sent. */
  readonly wasNotSent: boolean;
}

/**
 * Maps an error of the SDK to an error of this library. The original is deliberately not kept as the cause: it holds
 * headers and bodies, and causes are logged.
 */
export function toLibraryError(error: unknown): AppError {
  const failure = read(error);
  const { status, type, errorCode, requestId } = failure;
  if (nameOf(error) === 'APIConnectionTimeoutError') return timedOut({ ...failure, isTransient: true });
  if (status === null && type === null) return unreachable(failure);
  if (isAboutAccount(failure)) return accountProblem(failure);
  if (type === 'overloaded_error' || type === 'rate_limit_error' || status === 429 || status === 529)
    return overloaded(failure);
  if (type === 'timeout_error' || status === 408 || status === 504) return timedOut(failure);
  if (status === 413) return tooLarge(failure);
  if (status === 404 && type === 'not_found_error') return rejected(failure, 'model');
  if (status === 400 || status === 422 || type === 'invalid_request_error') return rejected(failure, null);
  return new ClaudeFailedError(
    `Claude failed with ${status ?? type}${errorCode === null ? '' : ` (${errorCode})`}. Try again later.`,
    {
      requestId,
      isTransient: failure.isTransient,
      retryAfterMs: failure.retryAfterMs,
      mayBeBilled: isProxyError(failure),
      claudeError: claudeErrorOf(failure),
    },
  );
}

/**
 * Claude does not bill requests that it answers with an error. An error without a type comes from a proxy, and Claude may
 * have processed the request behind it. A 503 says that it did not.
 */
function isProxyError({ status, type }: ApiFailure): boolean {
  return type === null && status !== null && status >= 500 && status !== 503;
}

function claudeErrorOf({ status, type, errorCode }: ApiFailure, isAboutAccount = false): ClaudeErrorName {
  return { status, type, code: errorCode, isAboutAccount };
}

function isAboutAccount({ status, type, errorCode, apiMessage }: ApiFailure): boolean {
  if (errorCode !== null && ACCOUNT_CODES.has(errorCode)) return true;
  if (type !== null && ACCOUNT_TYPES.has(type)) return true;
  if (status === 401 || status === 402 || status === 403) return true;
  if (apiMessage === null || type === 'rate_limit_error' || ABOUT_A_FIELD.test(apiMessage)) return false;
  const message = apiMessage.slice(0, MAX_API_MESSAGE_LENGTH);
  return ACCOUNT_MESSAGES.some((pattern) => pattern.test(message));
}

function accountProblem(failure: ApiFailure): AppError {
  const { status, errorCode, type, requestId } = failure;
  return new ClaudeFailedError(
    `Claude refused this service's key or account (${errorCode ?? type ?? `status ${status}`}). ` +
      'The operator must check the API key, its permissions and its billing.',
    { requestId, claudeError: claudeErrorOf(failure, true) },
  );
}

function overloaded(failure: ApiFailure): AppError {
  const { requestId, retryAfterMs, isTransient } = failure;
  return new ClaudeOverloadedError('Claude is overloaded. Try again after the time named in Retry-After.', {
    requestId,
    isTransient,
    retryAfterMs,
    claudeError: claudeErrorOf(failure),
    ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
  });
}

function timedOut(failure: ApiFailure): AppError {
  const { requestId, isTransient, retryAfterMs } = failure;
  return new ClaudeTimeoutError('Claude did not answer in time. Try again, or ask for a shorter answer.', {
    requestId,
    isTransient,
    retryAfterMs,
    claudeError: claudeErrorOf(failure),
  });
}

function tooLarge(failure: ApiFailure): AppError {
  const { requestId } = failure;
  return new ClaudeRequestTooLargeError('The request is larger than Claude accepts. Send less text.', {
    requestId,
    claudeError: claudeErrorOf(failure),
  });
}

/** Claude's message is passed on to the caller: it describes the caller's own input, and what to change. */
function rejected(failure: ApiFailure, field: string | null): AppError {
  const { apiMessage, requestId } = failure;
  const reason = apiMessage === null ? 'no reason given' : apiMessage.slice(0, MAX_API_MESSAGE_LENGTH).toWellFormed();
  return new ClaudeRejectedError(
    `Claude rejected the request: ${reason}. Change the request before sending it again.`,
    {
      requestId,
      claudeError: claudeErrorOf(failure),
      ...(field === null ? {} : { errors: [{ field, message: reason }] }),
    },
  );
}

function unreachable({ requestId, wasNotSent }: ApiFailure): AppError {
  return new ClaudeFailedError('Claude could not be reached, or its reply was cut off. Try again later.', {
    requestId,
    isTransient: true,
    mayBeBilled: !wasNotSent,
  });
}

function read(error: unknown): ApiFailure {
  const { status, type, errorCode, apiMessage, requestID, headers, cause } = Object(error) as Record<string, unknown>;
  return {
    status: typeof status === 'number' ? status : null,
    type: nameOrNull(type),
    errorCode: nameOrNull(errorCode),
    apiMessage: typeof apiMessage === 'string' ? apiMessage : null,
    requestId: sideText(requestID, MAX_LENGTH.requestId),
    retryAfterMs: hasGet(headers) ? retryAfterOf(headers) : undefined,
    isTransient: isTransient(status, type, hasGet(headers) ? headers.get('x-should-retry') : null),
    wasNotSent: NO_CONNECTION.test(String((cause as { code?: unknown } | null | undefined)?.code)),
  };
}

/** Codes of Node and undici for connections that could not be opened: unknown host, no listener, untrusted certificate. */
const NO_CONNECTION =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.+|CERT_.+|.*SELF_SIGNED.*|UNABLE_TO_.+)$/;

/** An `error` event of a stream has no status of its own: the stream began with a 200. */
const TRANSIENT_TYPES: ReadonlySet<unknown> = new Set([
  'overloaded_error',
  'rate_limit_error',
  'api_error',
  'timeout_error',
]);

/** The same rule as `shouldRetry` of @anthropic-ai/sdk 1.12: the header wins over the status. */
function isTransient(status: unknown, type: unknown, shouldRetry: string | null): boolean {
  if (shouldRetry === 'true' || shouldRetry === 'false') return shouldRetry === 'true';
  if (status === undefined) return TRANSIENT_TYPES.has(type);
  return typeof status === 'number' && (status === 408 || status === 409 || status === 429 || status >= 500);
}

type HeaderBag = Pick<Headers, 'get'>;

/** Checked by shape: each implementation of `fetch` has its own `Headers` class. */
function hasGet(headers: unknown): headers is HeaderBag {
  return typeof (headers as Partial<HeaderBag> | null | undefined)?.get === 'function';
}

/** In milliseconds, at most an hour. `undefined` if the header is missing, invalid, zero or in the past. */
function retryAfterOf(headers: HeaderBag): number | undefined {
  const milliseconds = decimal(headers.get('retry-after-ms')) ?? delayOf(headers);
  return milliseconds !== null && milliseconds > 0 ? Math.min(milliseconds, MAX_RETRY_AFTER_MS) : undefined;
}

/** Seconds, or a date (RFC 9110, 10.2.3) relative to the response's own `Date` header. */
function delayOf(headers: HeaderBag): number | null {
  const retryAfter = headers.get('retry-after');
  const seconds = decimal(retryAfter);
  if (seconds !== null) return seconds * 1_000;
  const at = dateOf(retryAfter);
  // eslint-disable-next-line no-restricted-syntax -- a network delay, not a stored time
  return at === null ? null : at - (dateOf(headers.get('date')) ?? Date.now());
}

/** `null` if the text is not a plain decimal number above zero. */
function decimal(text: string | null): number | null {
  const value = text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : 0;
  return value > 0 ? value : null;
}

/** An HTTP date begins with the day of the week. `Date.parse` alone would accept almost anything. */
function dateOf(text: string | null): number | null {
  const at = text !== null && text.length < 64 && /^\s*[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : at;
}

function nameOf(error: unknown): string | null {
  return error instanceof Error ? error.name : null;
}

/** An error name of the API. Any other text is dropped, because it might quote the request. */
function nameOrNull(value: unknown): string | null {
  return typeof value === 'string' && value.length <= MAX_LENGTH.errorName && /^[a-z0-9_.-]+$/i.test(value)
    ? value
    : null;
}
