import { NotFoundError } from '../common/index.js';

/** Its user has been erased meanwhile: nobody can read any more how it ended. */
export class OutcomeErasedError extends NotFoundError {
  constructor() {
    super('What came of the request with this Idempotency-Key was erased. Use a new key for a new request.');
  }
}
