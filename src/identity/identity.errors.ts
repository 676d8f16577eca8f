import { AppError, NotFoundError } from '../common/index.js';

const RETRY_AFTER_SECONDS = 5;

export class ApiKeyNotFoundError extends NotFoundError {
  constructor() {
    super('There is no API key with this id; GET /keys lists the keys.');
  }
}

/** Tokens cannot be verified, because the login server's public keys cannot be read. */
export class IdentityUnavailableError extends AppError {
  readonly code = 'identity_unavailable';
  readonly kind = 'unavailable';
  readonly title = 'Tokens cannot be checked';

  constructor(cause?: unknown) {
    super('The public keys of the login server cannot be read at the moment. Try again shortly.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause,
    });
  }
}
