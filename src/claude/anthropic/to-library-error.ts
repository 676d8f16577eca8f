import type { AppError } from '../../common/index.js';
import {
  ClaudeFailedError,
  ClaudeOverloadedError,
  ClaudeRejectedError,
  ClaudeRequestTooLargeError,
  ClaudeTimeoutError,
} from '../claude.errors.js';

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

/** What is read from an error of the SDK: by shape, because a host's client may bring its own copy of the classes. */
interface ApiFailure {
  readonly status: number | null;
  readonly type: string | null;
  readonly errorCode: string | null;
  readonly apiMessage: string | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | undefined;
  readonly isTransient: boolean;
}

/**
 * An error of the SDK as one of ours. The original is dropped on purpose: it holds headers and bodies, and a
 * cause ends up in somebody's log.
 */
export function toLibraryError(error: unknown): AppError {
  if (nameOf(error) === 'APIConnectionTimeoutError') return timedOut({ requestId: null, isTransient: true });
  const failure = read(error);
  const { status, type, errorCode, requestId } = failure;
  if (status === null && type === null) return unreachable(requestId);
  if (isAboutAccount(failure)) return accountProblem(failure);
  if (type === 'overloaded_error' || type === 'rate_limit_error' || status === 429 || status === 529)
    return busy(failure);
  if (type === 'timeout_error' || status === 408 || status === 504) return timedOut(failure);
  if (status === 413) return tooLarge(requestId);
  if (status === 404 && type === 'not_found_error') return rejected(failure, 'model');
  if (status === 400 || status === 422 || type === 'invalid_request_error') return rejected(failure, null);
  return new ClaudeFailedError(
    `Claude failed with ${status ?? type}${errorCode === null ? '' : ` (${errorCode})`}. Try again later.`,
    { requestId, isTransient: failure.isTransient, retryAfterMs: failure.retryAfterMs },
  );
}

function isAboutAccount({ status, type, errorCode }: ApiFailure): boolean {
  if (errorCode !== null && ACCOUNT_CODES.has(errorCode)) return true;
  if (type !== null && ACCOUNT_TYPES.has(type)) return true;
  return status === 401 || status === 402 || status === 403;
}

function accountProblem({ status, errorCode, type, requestId }: ApiFailure): AppError {
  return new ClaudeFailedError(
    `Claude refused this service's key or account (${errorCode ?? type ?? `status ${status}`}). ` +
      'The operator has to check the API key, its permissions and its billing.',
    { requestId },
  );
}

function busy({ requestId, retryAfterMs, isTransient }: ApiFailure): AppError {
  return new ClaudeOverloadedError('Claude is overloaded. Try again after the time named in Retry-After.', {
    requestId,
    isTransient,
    retryAfterMs,
    ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
  });
}

function timedOut({ requestId, isTransient }: Pick<ApiFailure, 'requestId' | 'isTransient'>): AppError {
  return new ClaudeTimeoutError('Claude did not answer in time. Try again, or ask for a shorter answer.', {
    requestId,
    isTransient,
  });
}

function tooLarge(requestId: string | null): AppError {
  return new ClaudeRequestTooLargeError('The request is larger than Claude accepts. Send less text.', { requestId });
}

/** Claude's own words are passed on: they speak of the caller's own input, and say what to change. */
function rejected({ apiMessage, requestId }: ApiFailure, field: string | null): AppError {
  const said = apiMessage === null ? 'no reason given' : apiMessage.slice(0, LONGEST_API_MESSAGE);
  return new ClaudeRejectedError(`Claude rejected the request: ${said}. Change the request before sending it again.`, {
    requestId,
    ...(field === null ? {} : { errors: [{ field, message: said }] }),
  });
}

function unreachable(requestId: string | null): AppError {
  return new ClaudeFailedError('Claude could not be reached, or its reply was cut off. Try again later.', {
    requestId,
    isTransient: true,
  });
}

function read(error: unknown): ApiFailure {
  const { status, type, errorCode, apiMessage, requestID, headers } = Object(error) as Record<string, unknown>;
  return {
    status: typeof status === 'number' ? status : null,
    type: textOrNull(type),
    errorCode: textOrNull(errorCode),
    apiMessage: textOrNull(apiMessage),
    requestId: textOrNull(requestID),
    retryAfterMs: hasGet(headers) ? retryAfterOf(headers) : undefined,
    isTransient: isTransient(status, type, hasGet(headers) ? headers.get('x-should-retry') : null),
  };
}

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

/** In milliseconds. A date, nonsense or zero is left to the default; a huge wait is cut to an hour. */
function retryAfterOf(headers: HeaderBag): number | undefined {
  const milliseconds = Number(headers.get('retry-after-ms') ?? NaN) || Number(headers.get('retry-after')) * 1000;
  return milliseconds > 0 ? Math.min(milliseconds, LONGEST_RETRY_AFTER_MS) : undefined;
}

function nameOf(error: unknown): string | null {
  return error instanceof Error ? error.name : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
