import { HttpStatus } from '@nestjs/common';
import type { AppError, ErrorKind, FieldError } from '../common/index.js';

/** RFC 9457 problem details, with Reprise's extension members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  /** Stable and machine-readable; match on this. */
  readonly code: string;
  readonly errors?: readonly FieldError[];
  /** Claude's id of the request that failed. */
  readonly request_id?: string;
  readonly result_id?: string;
  readonly message_id?: string;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

const STATUS: Readonly<Record<ErrorKind, HttpStatus>> = {
  invalid: HttpStatus.BAD_REQUEST,
  unauthenticated: HttpStatus.UNAUTHORIZED,
  payment_required: HttpStatus.PAYMENT_REQUIRED,
  forbidden: HttpStatus.FORBIDDEN,
  not_found: HttpStatus.NOT_FOUND,
  conflict: HttpStatus.CONFLICT,
  precondition_failed: HttpStatus.PRECONDITION_FAILED,
  too_large: HttpStatus.PAYLOAD_TOO_LARGE,
  unprocessable: HttpStatus.UNPROCESSABLE_ENTITY,
  rate_limited: HttpStatus.TOO_MANY_REQUESTS,
  upstream_failed: HttpStatus.BAD_GATEWAY,
  unavailable: HttpStatus.SERVICE_UNAVAILABLE,
  upstream_timeout: HttpStatus.GATEWAY_TIMEOUT,
};

export function problemOf(error: AppError): Problem {
  const { errors, requestId, resultId, messageId } = error.detail;
  return {
    ...problem(STATUS[error.kind], error.code, error.title, error.message),
    ...(errors && { errors }),
    ...(requestId && { request_id: requestId }),
    ...(resultId && { result_id: resultId }),
    ...(messageId && { message_id: messageId }),
  };
}

/** `type` is a URN, not a URL: RFC 9457 allows any URI, and programs match on `code`. */
export function problem(status: number, code: string, title: string, detail: string): Problem {
  return { type: `urn:reprise:problem:${code}`, title, status, detail, code };
}
