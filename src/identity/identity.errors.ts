import { AppError, NotFoundError } from '../common/index.js';

const RETRY_AFTER_SECONDS = 5;

export class ApiKeyNotFoundError extends NotFoundError {
  constructor() {
    super('There is no such API key; GET /keys lists the ones there are.');
  }
}

/** Whether a token counts cannot be found out without the keys it may be signed with. */
export class IdentityUnavailableError extends AppError {
  readonly code = 'identity_unavailable';
  readonly kind = 'unavailable';
  readonly title = 'Tokens cannot be checked';

  constructor(cause?: unknown) {
    super('The keys that tokens are checked with cannot be read at the moment. Try again shortly.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause,
    });
  }
}
