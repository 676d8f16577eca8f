import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { validationFailed } from './request-pipe.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

type WithHeaders = { readonly headers: Readonly<Record<string, string | string[] | undefined>> };

/** The request's `Idempotency-Key`, if it has one. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext): string | undefined => {
  const key = context.switchToHttp().getRequest<WithHeaders>().headers['idempotency-key'];
  if (key === undefined || (typeof key === 'string' && KEY.test(key))) return key;
  throw validationFailed([
    { field: 'Idempotency-Key', message: 'must be 1–255 printable ASCII characters without spaces' },
  ]);
});

/** Whether the request asks for server-sent events by its `Accept` header. */
export const AcceptsEvents = createParamDecorator((_data: unknown, context: ExecutionContext): boolean => {
  const accept = context.switchToHttp().getRequest<WithHeaders>().headers['accept'];
  return typeof accept === 'string' && accept.toLowerCase().includes('text/event-stream');
});

/** Whether the request asks for CSV by its `Accept` header. */
export const AcceptsCsv = createParamDecorator((_data: unknown, context: ExecutionContext): boolean => {
  const accept = context.switchToHttp().getRequest<WithHeaders>().headers['accept'];
  return typeof accept === 'string' && accept.toLowerCase().includes('text/csv');
});
