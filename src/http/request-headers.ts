// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the file declares types only and cannot be imported
/// <reference path="./negotiator.d.ts" />
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import Negotiator from 'negotiator';
import type { HttpRequest } from './http-reply.js';
import { validationFailed } from './request-pipe.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The default type of responses. */
const JSON_TYPE = 'application/json; charset=utf-8';
const EVENTS_TYPE = 'text/event-stream; charset=utf-8';
const CSV_TYPE = 'text/csv; charset=utf-8';

/** The request's `Idempotency-Key`, if it has one. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext): string | undefined => {
  const key = context.switchToHttp().getRequest<HttpRequest>().headers['idempotency-key'];
  if (key === undefined || (typeof key === 'string' && KEY.test(key))) return key;
  throw validationFailed([
    { field: 'Idempotency-Key', message: 'must be 1–255 printable ASCII characters without spaces' },
  ]);
});

/** Whether the request prefers server-sent events to JSON by its `Accept` header. */
export const AcceptsEvents = createParamDecorator((_data: unknown, context: ExecutionContext): boolean =>
  prefers(EVENTS_TYPE, context),
);

/** Whether the request prefers CSV to JSON by its `Accept` header. */
export const AcceptsCsv = createParamDecorator((_data: unknown, context: ExecutionContext): boolean =>
  prefers(CSV_TYPE, context),
);

/**
 * Compares the type with JSON by the weights in `Accept`, then by their order (RFC 9110, section 12.5.1). A request that
 * accepts neither gets JSON, as section 12.4.1 allows.
 */
function prefers(type: string, context: ExecutionContext): boolean {
  const { accept } = context.switchToHttp().getRequest<HttpRequest>().headers;
  if (typeof accept !== 'string') return false;
  return new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, type]) === type;
}
