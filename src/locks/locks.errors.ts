import { NotFoundError } from '../common/index.js';

/** The outcome can no longer be read, because its user was erased in the meantime. */
export class OutcomeErasedError extends NotFoundError {
  constructor() {
    super('What came of the request with this Idempotency-Key was erased. Use a new key for a new request.');
  }
}
