import { Anthropic } from '@anthropic-ai/sdk';
import type { AppError } from '../../common/index.js';
import { toLibraryError } from './to-library-error.js';

function sdkError(
  status: number,
  type: string | null,
  errorCode?: string,
  headers: Record<string, string> = {},
): unknown {
  const body = type === null ? 'nginx' : { error: { type, message: 'because', details: { error_code: errorCode } } };
  return Anthropic.APIError.generate(status, body, undefined, new Headers({ 'request-id': 'req_1', ...headers }));
}

function codeAndKind({ code, kind }: AppError): string {
  return `${code}/${kind}`;
}

describe('an error of the SDK becomes', () => {
  it.each([
    [429, 'rate_limit_error', undefined],
    [429, null, undefined],
    [529, 'overloaded_error', undefined],
    [529, null, undefined],
    [500, 'overloaded_error', undefined],
    [429, 'rate_limit_error', 'ramp_limit_exceeded'],
  ])('claude_overloaded for %i %s %s', (status, type, code) => {
    expect(codeAndKind(toLibraryError(sdkError(status, type, code)))).toBe('claude_overloaded/unavailable');
  });

  it.each([
    [401, 'authentication_error', undefined],
    [402, 'billing_error', undefined],
    [403, 'permission_error', undefined],
    [400, 'billing_error', undefined],
    [400, 'invalid_request_error', 'organization_on_hold'],
    [429, 'rate_limit_error', 'contract_spend_limit_reached'],
    [429, 'rate_limit_error', 'enforced_spend_limit_reached'],
    [402, 'billing_error', 'linked_organization_spend_limit_reached'],
    [500, 'api_error', undefined],
    [503, null, undefined],
    [404, null, undefined],
    [409, 'conflict_error', undefined],
  ])('claude_error for %i %s %s', (status, type, code) => {
    expect(codeAndKind(toLibraryError(sdkError(status, type, code)))).toBe('claude_error/upstream_failed');
  });

  it.each([
    [504, 'timeout_error'],
    [504, null],
    [408, null],
  ])('claude_timeout for %i %s', (status, type) => {
    expect(codeAndKind(toLibraryError(sdkError(status, type)))).toBe('claude_timeout/upstream_timeout');
  });

  it('claude_timeout when the SDK itself stopped waiting', () => {
    expect(codeAndKind(toLibraryError(new Anthropic.APIConnectionTimeoutError()))).toBe(
      'claude_timeout/upstream_timeout',
    );
  });

  it.each([
    [400, 'invalid_request_error'],
    [400, null],
    [422, 'invalid_request_error'],
    [404, 'not_found_error'],
  ])("the caller's own validation_failed for %i %s", (status, type) => {
    expect(codeAndKind(toLibraryError(sdkError(status, type)))).toBe('validation_failed/invalid');
  });

  it('payload_too_large for 413', () => {
    const error = toLibraryError(sdkError(413, 'invalid_request_error'));
    expect(codeAndKind(error)).toBe('payload_too_large/too_large');
  });

  it.each([
    new Anthropic.APIConnectionError({ message: 'sk-secret' }),
    new SyntaxError('sk-secret'),
    'sk-secret',
    null,
  ])('claude_error when there was no answer at all: %p', (error) => {
    const mapped = toLibraryError(error);
    expect(codeAndKind(mapped)).toBe('claude_error/upstream_failed');
    expect(mapped.message).not.toContain('sk-secret');
  });
});

describe('an error of this library', () => {
  it("keeps Claude's request id and no cause", () => {
    for (const status of [400, 401, 404, 413, 429, 500, 504]) {
      const { detail, cause } = toLibraryError(sdkError(status, null));
      expect({ requestId: detail.requestId, cause }).toEqual({ requestId: 'req_1', cause: undefined });
    }
  });

  it.each([
    [{ 'retry-after': '7' }, 7],
    [{ 'retry-after': '0.2' }, 1],
    [{ 'retry-after-ms': '2500', 'retry-after': '60' }, 3],
    [{ 'retry-after': '999999' }, 3600],
    [{ 'retry-after': '0' }, 5],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, 5],
    [{}, 5],
  ])('about overload says when to come back: %j means %i s', (headers, seconds) => {
    const error = toLibraryError(sdkError(429, 'rate_limit_error', undefined, headers));
    expect(error.detail.retryAfterSeconds).toBe(seconds);
  });

  it("about the caller's input repeats at most 500 characters of what Claude said", () => {
    const said = { error: { type: 'invalid_request_error', message: 'x'.repeat(2_000) } };
    const error = toLibraryError(Anthropic.APIError.generate(400, said, undefined, new Headers()));
    expect(error.message.match(/x+/)?.[0]).toHaveLength(500);
  });

  it('about an unknown model names the field', () => {
    expect(toLibraryError(sdkError(404, 'not_found_error')).detail.errors).toEqual([
      { field: 'model', message: 'because' },
    ]);
  });

  it('is found by shape, for errors of another copy of the SDK', () => {
    const foreign = Object.assign(new Error('foreign'), { status: 529, type: 'overloaded_error', requestID: 'req_2' });
    const error = toLibraryError(foreign);
    expect(codeAndKind(error)).toBe('claude_overloaded/unavailable');
    expect(error.detail.requestId).toBe('req_2');
  });
});

describe('whether the same request may be sent again', () => {
  it.each([
    [408, null, {}, true],
    [409, 'conflict_error', {}, true],
    [429, 'rate_limit_error', {}, true],
    [500, 'api_error', {}, true],
    [529, 'overloaded_error', {}, true],
    [504, null, {}, true],
    [400, 'invalid_request_error', {}, false],
    [413, null, {}, false],
    [529, 'overloaded_error', { 'x-should-retry': 'false' }, false],
  ])('is told by %i %s %j: %p', (status, type, headers, isTransient) => {
    expect(toLibraryError(sdkError(status, type, undefined, headers)).detail.isTransient ?? false).toBe(isTransient);
  });

  it.each(['contract_spend_limit_reached', 'enforced_spend_limit_reached', 'organization_on_hold'])(
    'is never so for %s, whatever the headers say',
    (code) => {
      const error = toLibraryError(sdkError(429, 'rate_limit_error', code, { 'x-should-retry': 'true' }));
      expect(error.detail.isTransient ?? false).toBe(false);
    },
  );

  it.each([
    ['overloaded_error', true],
    ['api_error', true],
    ['invalid_request_error', false],
    ['authentication_error', false],
  ] as const)('is told by the type of an `error` event, which has no status: %s: %p', (type, isTransient) => {
    const body = { type: 'error', error: { type, message: 'because' } };
    const error = new Anthropic.APIError(undefined, body, undefined, new Headers(), type);
    expect(toLibraryError(error).detail.isTransient ?? false).toBe(isTransient);
  });

  it('is so when no answer came at all', () => {
    expect(toLibraryError(new Anthropic.APIConnectionError({ message: 'reset' })).detail.isTransient).toBe(true);
    expect(toLibraryError(new Anthropic.APIConnectionTimeoutError()).detail.isTransient).toBe(true);
  });

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    [{}, undefined],
  ])('comes with the wait that Claude asked for: %j means %p ms', (headers, ms) => {
    for (const [status, type] of [
      [429, 'rate_limit_error'],
      [500, 'api_error'],
    ] as const) {
      expect(toLibraryError(sdkError(status, type, undefined, headers)).detail.retryAfterMs).toBe(ms);
    }
  });
});
