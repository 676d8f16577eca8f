import { ApiHeader } from '../openapi/index.js';

/** Documents the `Idempotency-Key` header of a route that can call Claude. */
export function ApiIdempotencyKey(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Your own name for this request, such as `7f1c9c1e-invoice-17`. Sent again with the same body it gets the first answer, with one call in all, ' +
      'also while the first is still being answered; remembered for 48 hours. The callers of a tenant share their keys, except that a credential for one user has keys of its own.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', minLength: 1, maxLength: 255 },
  });
}

const text = (description: string, example: string) => ({ description, example, schema: { type: 'string' as const } });

/** What a route that can call Claude says in its headers. */
export const ANSWER_HEADERS = {
  'Idempotent-Replayed': text('`true` on an answer that an earlier request with this key got.', 'true'),
};
