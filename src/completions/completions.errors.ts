import { AppError } from '../common/index.js';

export class IdempotencyKeyReusedError extends AppError {
  readonly code = 'idempotency_key_reused';
  readonly kind = 'unprocessable';
  readonly title = 'The idempotency key was used for another request';

  constructor() {
    super('This Idempotency-Key came with another request before. Use a new key for a new request.');
  }
}
