import type { AppError, ClaudeErrorName } from '../../common/index.js';
import {
  ClaudeFailedError,
  ClaudeOverloadedError,
  ClaudeRejectedError,
  ClaudeRequestTooLargeError,
  ClaudeTimeoutError,
} from '../claude.errors.js';
import { LONGEST, sideText } from '../side-text.js';

const LONGEST_API_MESSAGE = 500;
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** Codes about the operator's account. Some come as a 400 or a 429, where they would look like the caller's doing. */
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
 * Messages about the operator's account that come as `invalid_request_error`, without a code: as the API and its documentation
 * word them. A message that begins with the path of a field is about the request, and may quote it.
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

/** What is read from an error of the SDK: by shape, because a host's client may bring its own copy of the classes. */
interface ApiFailure {
  readonly status: number | null;
  readonly type: string | null;
  readonly errorCode: string | null;
  readonly apiMessage: string | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | undefined;
  readonly isTransient: boolean;
  /** Whether a connection for the request was never there, so that nothing was sent. */
  readonly wasNotSent: boolean;
}

/**
 * An error of the SDK as one of ours. The original is dropped on purpose: it holds headers and bodies, and a
 * cause ends up in somebody's log.
 */
export function toLibraryError(error: unknown): AppError {
  const failure = read(error);
  const { status, type, errorCode, requestId } = failure;
  if (nameOf(error) === 'APIConnectionTimeoutError') return timedOut({ ...failure, isTransient: true });
  if (status === null && type === null) return unreachable(failure);
  if (isAboutAccount(failure)) return accountProblem(failure);
  if (type === 'overloaded_error' || type === 'rate_limit_error' || status === 429 || status === 529)
    return busy(failure);
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
      mayBeBilled: isFromBetween(failure),
      claudeError: nameIn(failure),
    },
  );
}

/**
 * Claude bills no request that it answers with an error. An error that names no type is a proxy's, behind which Claude
 * may have answered; but for 503, which says that nothing was done.
 */
function isFromBetween({ status, type }: ApiFailure): boolean {
  return type === null && status !== null && status >= 500 && status !== 503;
}

function nameIn({ status, type, errorCode }: ApiFailure, isAboutAccount = false): ClaudeErrorName {
  return { status, type, code: errorCode, isAboutAccount };
}

function isAboutAccount({ status, type, errorCode, apiMessage }: ApiFailure): boolean {
  if (errorCode !== null && ACCOUNT_CODES.has(errorCode)) return true;
  if (type !== null && ACCOUNT_TYPES.has(type)) return true;
  if (status === 401 || status === 402 || status === 403) return true;
  if (apiMessage === null || type === 'rate_limit_error' || ABOUT_A_FIELD.test(apiMessage)) return false;
  const said = apiMessage.slice(0, LONGEST_API_MESSAGE);
  return ACCOUNT_MESSAGES.some((wording) => wording.test(said));
}

function accountProblem(failure: ApiFailure): AppError {
  const { status, errorCode, type, requestId } = failure;
  return new ClaudeFailedError(
    `Claude refused this service's key or account (${errorCode ?? type ?? `status ${status}`}). ` +
      'The operator has to check the API key, its permissions and its billing.',
    { requestId, claudeError: nameIn(failure, true) },
  );
}

function busy(failure: ApiFailure): AppError {
  const { requestId, retryAfterMs, isTransient } = failure;
  return new ClaudeOverloadedError('Claude is overloaded. Try again after the time named in Retry-After.', {
    requestId,
    isTransient,
    retryAfterMs,
    claudeError: nameIn(failure),
    ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
  });
}

function timedOut(failure: ApiFailure): AppError {
  const { requestId, isTransient, retryAfterMs } = failure;
  return new ClaudeTimeoutError('Claude did not answer in time. Try again, or ask for a shorter answer.', {
    requestId,
    isTransient,
    retryAfterMs,
    claudeError: nameIn(failure),
  });
}

function tooLarge(failure: ApiFailure): AppError {
  const { requestId } = failure;
  return new ClaudeRequestTooLargeError('The request is larger than Claude accepts. Send less text.', {
    requestId,
    claudeError: nameIn(failure),
  });
}

/** Claude's own words are passed on: they speak of the caller's own input, and say what to change. */
function rejected(failure: ApiFailure, field: string | null): AppError {
  const { apiMessage, requestId } = failure;
  const said = apiMessage === null ? 'no reason given' : apiMessage.slice(0, LONGEST_API_MESSAGE).toWellFormed();
  return new ClaudeRejectedError(`Claude rejected the request: ${said}. Change the request before sending it again.`, {
    requestId,
    claudeError: nameIn(failure),
    ...(field === null ? {} : { errors: [{ field, message: said }] }),
  });
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
    requestId: sideText(requestID, LONGEST.requestId),
    retryAfterMs: hasGet(headers) ? retryAfterOf(headers) : undefined,
    isTransient: isTransient(status, type, hasGet(headers) ? headers.get('x-should-retry') : null),
    wasNotSent: NO_CONNECTION.test(String((cause as { code?: unknown } | null | undefined)?.code)),
  };
}

/** Codes of Node and undici for a connection that did not come about: no address, no listener, no trust. */
const NO_CONNECTION =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.+|CERT_.+|.*SELF_SIGNED.*|UNABLE_TO_.+)$/;

/** What comes as an `error` event has no status: the stream had begun with a 200. */
const TRANSIENT_TYPES: ReadonlySet<unknown> = new Set([
  'overloaded_error',
  'rate_limit_error',
  'api_error',
  'timeout_error',
]);

/** The SDK's own rule (core of @anthropic-ai/sdk 1.12, `shouldRetry`): what Claude says wins over the status. */
function isTransient(status: unknown, type: unknown, said: string | null): boolean {
  if (said === 'true' || said === 'false') return said === 'true';
  if (status === undefined) return TRANSIENT_TYPES.has(type);
  return typeof status === 'number' && (status === 408 || status === 409 || status === 429 || status >= 500);
}

type HeaderBag = Pick<Headers, 'get'>;

/** Told by shape: each implementation of `fetch` has a `Headers` class of its own. */
function hasGet(headers: unknown): headers is HeaderBag {
  return typeof (headers as Partial<HeaderBag> | null | undefined)?.get === 'function';
}

/** In milliseconds, an hour at most. Nonsense, zero and what is past are left to the default. */
function retryAfterOf(headers: HeaderBag): number | undefined {
  const milliseconds = decimal(headers.get('retry-after-ms')) ?? delayOf(headers);
  return milliseconds !== null && milliseconds > 0 ? Math.min(milliseconds, LONGEST_RETRY_AFTER_MS) : undefined;
}

/** Seconds or a date (RFC 9110, 10.2.3), which counts from the moment that the response itself names. */
function delayOf(headers: HeaderBag): number | null {
  const said = headers.get('retry-after');
  const seconds = decimal(said);
  if (seconds !== null) return seconds * 1_000;
  const at = dateOf(said);
  // eslint-disable-next-line no-restricted-syntax -- the time of the network, not that of what is stored
  return at === null ? null : at - (dateOf(headers.get('date')) ?? Date.now());
}

/** `null` for what is no plain decimal number above zero. */
function decimal(text: string | null): number | null {
  const value = text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : 0;
  return value > 0 ? value : null;
}

/** A date of HTTP names its day of the week; `Date.parse` alone would take almost anything for a date. */
function dateOf(text: string | null): number | null {
  const at = text !== null && text.length < 64 && /^\s*[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : at;
}

function nameOf(error: unknown): string | null {
  return error instanceof Error ? error.name : null;
}

/** A word as the API names its errors; any other text might quote what was sent. */
function nameOrNull(value: unknown): string | null {
  return typeof value === 'string' && value.length <= LONGEST.errorName && /^[a-z0-9_.-]+$/i.test(value) ? value : null;
}
