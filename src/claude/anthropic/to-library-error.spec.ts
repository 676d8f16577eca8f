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
    'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
    'This organization has been disabled.',
    'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
    'You have reached your specified workspace API usage limits.',
    'This credential is only authorized for use with Claude Code and cannot be used for other API requests.',
    'Your API key does not have access to the model claude-opus-5-5.',
    'The long context beta is not yet available for this subscription.',
    'Your organization is not allowed to use this model.',
  ])("claude_error for what only the operator can mend, also where it comes as the caller's mistake: %s", (message) => {
    for (const [status, type] of [
      [400, 'invalid_request_error'],
      [404, 'not_found_error'],
    ] as const) {
      const error = toLibraryError(
        Anthropic.APIError.generate(status, { error: { type, message } }, undefined, new Headers()),
      );
      expect(codeAndKind(error)).toBe('claude_error/upstream_failed');
      expect(error.detail).toMatchObject({ claudeError: { status, type, isAboutAccount: true } });
      expect(error.message).not.toContain(message);
    }
  });

  it.each([
    'messages.0.content: Your credit balance is too low',
    'system: organization has been disabled',
    'max_tokens: 200000 > 64000, which is the maximum allowed number of output tokens',
    'prompt is too long: 250000 tokens > 200000 maximum',
  ])("the caller's own validation_failed for what the caller can change: %s", (message) => {
    const body = { error: { type: 'invalid_request_error', message } };
    const error = toLibraryError(Anthropic.APIError.generate(400, body, undefined, new Headers()));
    expect(codeAndKind(error)).toBe('validation_failed/invalid');
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
    [{ 'retry-after': 'Wed, 21 Oct 2020 07:28:00 GMT' }, 5],
    [{ 'retry-after': 'Wed, 21 Oct 2020 07:28:30 GMT', date: 'Wed, 21 Oct 2020 07:28:00 GMT' }, 30],
    [{ 'retry-after': 'Wednesday, 21-Oct-20 07:28:30 GMT', date: 'Wed, 21 Oct 2020 07:28:00 GMT' }, 30],
    [{ 'retry-after': 'Wed Oct 21 07:28:30 2020 GMT', date: 'Wed, 21 Oct 2020 07:28:00 GMT' }, 30],
    [{ 'retry-after': new Date(Date.now() + 86_400_000).toUTCString() }, 3600],
    [{ 'retry-after': '-7' }, 5],
    [{ 'retry-after': '1e9' }, 5],
    [{ 'retry-after': '9'.repeat(400) }, 3600],
    [{ 'retry-after': '2020' }, 2020],
    [{ 'retry-after': 'soon' }, 5],
    [{ 'retry-after-ms': 'soon', 'retry-after': '7' }, 7],
    [{ 'retry-after-ms': '-1', 'retry-after': '7' }, 7],
    [{ 'retry-after-ms': 'Infinity' }, 5],
    [{ 'retry-after-ms': '9'.repeat(400) }, 3600],
    [{}, 5],
  ])('about overload says when to come back: %j means %i s', (headers, seconds) => {
    const error = toLibraryError(sdkError(429, 'rate_limit_error', undefined, headers));
    expect(error.detail.retryAfterSeconds).toBe(seconds);
  });

  it("about the caller's input repeats at most 500 characters of Claude's message", () => {
    const said = { error: { type: 'invalid_request_error', message: 'x'.repeat(2_000) } };
    const error = toLibraryError(Anthropic.APIError.generate(400, said, undefined, new Headers()));
    expect(error.message.match(/x+/)?.[0]).toHaveLength(500);
  });

  it('about an unknown model names the field', () => {
    expect(toLibraryError(sdkError(404, 'not_found_error')).detail.errors).toEqual([
      { field: 'model', message: 'because' },
    ]);
  });

  it('is recognised by shape, for errors of another copy of the SDK', () => {
    const foreign = Object.assign(new Error('foreign'), { status: 529, type: 'overloaded_error', requestID: 'req_2' });
    const error = toLibraryError(foreign);
    expect(codeAndKind(error)).toBe('claude_overloaded/unavailable');
    expect(error.detail.requestId).toBe('req_2');
  });
});

describe('whether the same request may be retried', () => {
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
