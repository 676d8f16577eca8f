import { AppError, type AppErrorDetail, NotFoundError } from './errors.js';

/** The credential is missing or not valid. The error does not reveal which. */
export class UnauthenticatedError extends AppError {
  readonly code = 'unauthenticated';
  readonly kind = 'unauthenticated';
  readonly title = 'Not authenticated';

  constructor(
    message = 'Send a valid API key or token as Authorization: Bearer <credential>.',
    detail?: AppErrorDetail,
  ) {
    super(message, detail);
  }
}

export class ForbiddenError extends AppError {
  readonly code = 'forbidden';
  readonly kind = 'forbidden';
  readonly title = 'Not allowed';

  constructor(message = 'Your role does not allow this. Use the credential of an administrator of your tenant.') {
    super(message);
  }
}

/** The caller may not act for this user, whether or not the user exists. */
export class UserNotFoundError extends NotFoundError {
  constructor() {
    super('There is no such user here. A credential that is bound to one user reaches that user only.');
  }
}
