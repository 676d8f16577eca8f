import { ApiHeader } from '../openapi/index.js';

/** Documents the `Idempotency-Key` header of a route that can call Claude. */
export function ApiIdempotencyKey(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'A unique key for this request, such as `7f1c9c1e-invoice-17`. A request with the same key and the same body returns the first response and ' +
      'calls Claude only once, also while the first request is in progress. Keys are kept for 48 hours. Keys are shared within a tenant; a credential for a single user has its own keys.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', minLength: 1, maxLength: 255 },
  });
}

const text = (description: string, example: string) => ({ description, example, schema: { type: 'string' as const } });

/** Response headers of the routes that can call Claude. */
export const ANSWER_HEADERS = {
  'Idempotent-Replayed': text('`true` if this response was returned to an earlier request with the same key.', 'true'),
};
