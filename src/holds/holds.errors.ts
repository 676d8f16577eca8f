import { AppError, NotFoundError } from '../common/index.js';

export class HoldNotFoundError extends NotFoundError {
  constructor() {
    super('There is no legal hold on this user.');
  }
}

/** The user's data must not be deleted. The reason is not included, because only administrators may read it. */
export class LegalHoldError extends AppError {
  readonly code = 'legal_hold';
  readonly kind = 'conflict';
  readonly title = 'The user is under a legal hold';

  constructor() {
    super(
      'Nothing was deleted: this user is under a legal hold. Ask an administrator of your tenant to release it with DELETE /users/{user_id}/hold, then try again.',
    );
  }
}
